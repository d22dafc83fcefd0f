#!/usr/bin/env bash
# The commands that ask no mail server.
# shellcheck disable=SC2154,SC2034  # name_server, build, ended_with: lib.sh

explained='.schema == "smtpprobe.explain/1" and .class == "permanent"
	and .diagnosis.cause == "no-such-mailbox" and .recipient != null'
# What is read, by the command line with what is to be explained in file.
explain() { # OPTION...
	smtpprobe explain --json "$@"
	status 0
	jq -es "all($explained)" out >/dev/null || fail 'not as promised'
}
it 'explain takes a reply as words, from a file, from stdin, and packed' \
	all_inputs
all_inputs() {
	local reply='550 5.1.1 <a@example.test>: Recipient address rejected: User unknown'
	explain "$reply"
	# shellcheck disable=SC2086  # people forget the quotes
	explain $reply
	echo "$reply" >reply
	explain reply
	explain - <reply
	gzip -k reply
	explain reply.gz
}
it 'replies that are each in quotes are several' several_replies
several_replies() {
	smtpprobe explain --json '550 5.1.1 User unknown' '552 5.2.2 Mailbox full'
	status 0
	same "$(jq -r .diagnosis.cause out | tr '\n' ' ')" \
		'no-such-mailbox mailbox-full '
}
it 'explain tells of each line of a log' a_log
a_log() {
	local i
	for i in 1 2 3; do
		echo "Nov 26 01:00:0$i mx postfix/smtp[$i]: 4ABC$i: to=<u$i@example.test>, relay=mx.example.test[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.test[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command))"
	done >mail.txt
	explain mail.txt
	same "$(wc -l <out)" 3
	same "$(jq -r .recipient out | tr '\n' ' ')" \
		'u1@example.test u2@example.test u3@example.test '
}
it 'a reply among many is explained as it is alone' alone_and_among
alone_and_among() {
	local user
	for user in ab some.body x-1 a.very.long.name.of.somebody ab; do
		echo "550 5.1.1 <$user@example.test>: Recipient address rejected: User unknown"
		echo "450 4.2.0 <$user@example.test>: Greylisted for 30${#user} seconds"
		echo "554 5.7.1 Mail from 192.0.2.${#user} rejected, see $user.example.test"
		echo "554 5.7.1 <$user@example.test>: Relay access denied"
	done >replies
	while read -r reply; do
		echo "$reply" | "$build/smtpprobe" explain --json - || :
	done <replies | jq -c 'del(.line)' >each
	smtpprobe explain --json - <replies
	status 0
	jq -c 'del(.line)' out >all
	same "$(wc -l <all)" 20
	cmp each all || fail 'they differ'
}
it 'explain says so when there is no reply in it' no_reply
no_reply() {
	smtpprobe explain hello there
	status 65
	err 'no reply found'
}
it 'explain says so when what looks like a file is none' no_file
no_file() {
	smtpprobe explain nofile.log
	status 65
	err 'no file nofile\.log'
	smtpprobe explain ''
	status 65
	err 'no reply found'
	smtpprobe explain .
	status 65
	err '\. is a directory'
}
it 'a file that is missing among others is told, and no success' some_missing
some_missing() {
	echo '550 5.1.1 User unknown' >reply
	smtpprobe explain --quiet nofile.log reply
	status 65
	err 'no file nofile\.log'
	same "$(wc -l <out)" 1
	smtpprobe explain --quiet reply nofile.log
	status 65
	# A log in which nothing happened is no mistake.
	: >empty
	smtpprobe explain --quiet reply empty
	status 0
	same "$(wc -c <err)" 0
}
it 'what a broken gzip file held is told, and the break' broken_gzip
broken_gzip() {
	local i
	for i in $(seq 1000); do
		echo "550 5.1.1 <u$i@example.test>: User unknown"
	done >replies
	gzip -c replies >whole.gz
	cat whole.gz whole.gz >twice.gz
	explain twice.gz
	same "$(wc -l <out)" 2000
	head -c -20 whole.gz >short.gz
	smtpprobe explain --json short.gz
	status 65
	err 'short\.gz: the gzip.ed file ends too early'
	[ "$(wc -l <out)" -gt 100 ] || fail "only $(wc -l <out)"
	{ head -c -8 whole.gz; printf 12345678; } >sum.gz
	smtpprobe explain --json sum.gz replies
	status 65
	err 'sum\.gz: the gzip.ed file is broken'
	same "$(wc -l <out)" 2000
	printf '\x1f\x8b' >nothing.gz
	smtpprobe explain nothing.gz
	status 65
}
it 'a log that still grows is told as it comes' growing_log
growing_log() {
	local told
	mkfifo grows told
	"$build/smtpprobe" explain --quiet - <grows >told 2>err &
	exec 3>grows 4<told
	echo '550 5.1.1 User unknown' >&3
	read -r -t 10 told <&4 || fail 'nothing is told before the end'
	[[ $told = *'does not exist'* ]] || fail "told: $told"
	exec 3>&- 4<&-
	wait $!
}
it 'a file that cannot be read keeps no other from being read' unreadable
unreadable() {
	echo '550 5.1.1 User unknown' >reply
	ln -s /proc/self/mem memory
	smtpprobe explain --quiet memory reply
	status 65
	err 'memory: '
	same "$(wc -l <out)" 1
}
it 'a reply of a megabyte fills no screen' huge_reply
huge_reply() {
	{
		printf '550 5.1.1 User unknown'
		head -c 1000000 /dev/zero | tr '\0' x
		printf '\n550 5.1.1 User unknown\n'
	} >huge
	smtpprobe explain huge
	status 0
	out 'octets more'
	[ "$(wc -l <out)" -lt 100 ] || fail "$(wc -l <out) lines"
	explain huge
	same "$(jq .line out | tr '\n' ' ')" '1 2 '
}
it 'explain lets no escape sequence through' explain_escapes
explain_escapes() {
	smtpprobe explain $'550 5.1.1 \e[31mUser unknown\x9b \xe2\x80\xae\a'
	status 0
	! LC_ALL=C grep -qaP '\x9b|\xe2\x80\xae' out || fail 'raw octets'
}

zone '25.2.0.192.in-addr.arpa PTR mail.sender.test
mail.sender.test A 192.0.2.25
sender.test TXT "v=spf1 ip4:192.0.2.25 -all"
sender.test MX 10 mail.sender.test'
it 'sender finds nothing wrong with a machine that is set up well' good_sender
good_sender() {
	smtpprobe sender 192.0.2.25 --json --dns-server "$name_server" \
		--from me@sender.test --helo mail.sender.test
	jq -e '.schema == "smtpprobe.sender/1" and .ip == "192.0.2.25"
		and .ptr.status == "ok" and .ptr.confirmed == ["mail.sender.test"]
		and .spf.result == "pass"' out >/dev/null || fail 'not as promised'
}
it 'sender finds what is wrong with one that is not' bad_sender
bad_sender() {
	smtpprobe sender 192.0.2.26 --json --dns-server "$name_server" \
		--from me@sender.test --helo mail.sender.test
	status 77
	jq -e '.ptr.status == "missing" and .spf.result == "fail"' out \
		>/dev/null || fail 'not as promised'
}
it 'sender wants an IP address' no_ip
no_ip() {
	smtpprobe sender mail.sender.test --dns-server "$name_server"
	[[ $ended_with = 6[45] ]] || fail "status $ended_with"
	err 'IP'
}
