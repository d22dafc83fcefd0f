# True when each object (read with --slurp) has what docs/JSON.md promises.
def word(f; $words): f as $w | $words | split(" ") | index($w) != null;
def texts: type == "array" and all(type == "string");
def is(f; $t): (f | type) == $t;

def reply_fits:
  is(.stage; "string") and (.code | . >= 100 and . <= 999)
  and is(.enhanced; "string") and is(.text; "string");

def diagnosis_fits:
  word(.cause; "accepted no-such-mailbox mailbox-full mailbox-disabled mailbox-moved no-such-domain null-mx not-accepting greylisted rate-limited too-many-connections too-many-recipients ip-blocked no-reverse-dns spf-failed dkim-failed dmarc-failed unauthenticated-mail sender-rejected helo-rejected relay-denied login-required login-failed tls-required tls-failed content-rejected message-too-big encoding-unsupported policy protocol-error server-error network-error routing-loop expired unspecified")
  and word(.about; "recipient domain sender client helo tls message session server path")
  and word(.act; "sender sender-admin recipient recipient-admin network nobody")
  and word(.retry; "no later after-fix")
  and word(.confidence; "certain likely guess")
  and is(.summary; "string") and (.summary | length > 0)
  and is(.explanation; "string") and (.advice | texts)
  and is(.rule; "string") and is(.reference; "string")
  and (.evidence | type == "array" and all(
    is(.fact; "string") and is(.text; "string")
    and word(.bearing; "confirms refutes neutral")))
  and (has("reply") | not) or (.reply | reply_fits);

def mx_fits:
  word(.status; "ok null-mx implicit no-such-domain no-address servfail timeout unusable")
  and (.findings | texts)
  and (.hosts | type == "array" and all(
    is(.name; "string") and is(.preference; "number") and (.addresses | texts)));

def host_fits:
  is(.name; "string") and is(.address; "string") and is(.port; "number")
  and word(.network; "ok refused timeout unreachable reset denied no-local-address other")
  and (.stages | type == "array" and all(is(.stage; "string") and .ms >= 0));

def fits:
  .schema == "smtpprobe.check/1" and is(.address; "string")
  and word(.verdict; "deliverable accept-all accepted undeliverable deferred refused unreachable invalid undecided")
  and (.diagnosis | diagnosis_fits)
  and (has("mx") == (.verdict != "invalid"))
  and ((has("mx") | not) or (.mx | mx_fits))
  and (.hosts | type == "array" and all(host_fits))
  and ((.witnesses // []) | all(
    is(.domain; "string") and is(.name; "string") and is(.address; "string")
    and is(.port; "number") and .ms >= 0
    and word(.network; "ok refused timeout unreachable reset denied no-local-address other")))
  and is(.control.asked; "boolean")
  and ((.variations // []) | all(
    word(.change; "null-sender own-sender ipv4 ipv6 with-tls without-tls next-mx postmaster")
    and is(.to; "string") and is(.summary; "string") and is(.asked; "boolean")
    and (.asked == has("verdict")) and (.asked == has("cause"))
    and (.asked == has("flips"))))
  and (.findings | type == "array" and all(
    is(.finding; "string") and is(.text; "string") and is(.reference; "string")))
  and (.transcript | type == "array" and all(
    .ms >= 0 and is(.mark; "string") and is(.text; "string")))
  and .ms >= 0;

. as $objects | length > 0 and all(fits)
