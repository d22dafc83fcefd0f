# shellcheck shell=bash disable=SC2154  # sourced by inside.sh
# Nothing is ever delivered: what the recorder kept of every connection, and
# what the servers saw inside TLS, has no DATA and no BDAT. The witnesses are
# then shown a client that does say DATA, and must notice.
export LC_ALL=C

# What a client said in clear: all up to STARTTLS, nothing where TLS came first.
said_in_clear() { # FILE
	[ "$(od -An -tx1 -N1 "$1")" = ' 16' ] || sed '/^STARTTLS\r*$/q' "$1"
}

# Complains of any line that is not one of our commands, and of anything but
# TLS's handshake behind STARTTLS.
foreign_words() { # FILE
	local head next
	said_in_clear "$1" | tr -d '\r' |
		grep -avE '^((EHLO|HELO) [^ ]+|MAIL FROM:<.*|RCPT TO:<.*|RSET|QUIT|STARTTLS)$' |
		sed "s|^|${1##*/}: |"
	if grep -aq $'^STARTTLS\r*$' "$1"; then
		head=$(said_in_clear "$1" | wc -c)
		next=$(od -An -tx1 -j "$head" -N 1 "$1" 2>/dev/null)
		[ -z "$next" ] || [ "$next" = ' 16' ] ||
			echo "${1##*/}: not TLS after STARTTLS"
	fi
}

recorded_words() {
	local file
	for file in /mnt/record/*.client; do foreign_words "$file"; done
}

# What each server's log has of a message begun, in clear or in TLS.
logged_words() { # SERVER
	case $1 in
	postfix) grep -E 'disconnect from .* (data|bdat)=' /mnt/postfix/maillog ;;
	exim) grep -E 'MESSAGE-SEEN|<= ' /mnt/exim/mainlog ;;
	opensmtpd) grep -iE '<<< (DATA|BDAT)' /mnt/opensmtpd.log ;;
	sendmail) grep -iE '<<< (DATA|BDAT)' /mnt/sendmail/traffic.log ;;
	esac
}

# Sessions that the log can tell of, so that an empty log proves nothing.
logged_sessions() { # SERVER
	case $1 in
	postfix) grep -cE 'disconnect from .* rcpt=' /mnt/postfix/maillog ;;
	exim) grep -cE 'rejected RCPT|incomplete transaction' /mnt/exim/mainlog ;;
	opensmtpd) grep -c '<<< RCPT' /mnt/opensmtpd.log ;;
	sendmail) grep -c '<<< RCPT' /mnt/sendmail/traffic.log ;;
	esac
}

verdict() { # NAME WELL MORE
	if [ "$2" = yes ]; then
		passed=$((passed + 1))
		echo "ok: $1 ($3)"
	else
		failed=$((failed + 1))
		printf 'FAIL: %s: %s\n' "$1" "$3"
	fi
}

# A client that says DATA, to see that it is seen. Each server refuses it: no
# recipient stands, or its configuration is so.
say_data() { # ADDRESS
	local line
	for line in 'EHLO client.test' 'MAIL FROM:<>' "RCPT TO:<$1>" DATA QUIT; do
		sleep 0.1
		printf '%s\r\n' "$line"
	done
}

deliberate() { # SERVER IP RECIPIENT
	local before seen wanted=1
	before=$(logged_words "$1" | wc -l)
	# In clear and in TLS, both through the recorder.
	exec 3<>"/dev/tcp/$2/25"
	say_data "$3" >&3
	timeout 5 cat <&3 >/dev/null
	exec 3>&-
	# The other two have no TLS that works.
	if [ "$1" = postfix ] || [ "$1" = exim ]; then
		say_data "$3" | timeout 10 openssl s_client -quiet \
			-starttls smtp -connect "$2:25" >/dev/null 2>&1
		wanted=2
	fi
	sleep 0.3
	seen=$(($(logged_words "$1" | wc -l) - before))
	verdict "DATA said on purpose is seen in the log of $1" \
		"$([ "$seen" -ge "$wanted" ] && echo yes)" \
		"$seen times, in clear and, where it works, in TLS"
}

prove_no_data() {
	local files words name sessions
	files=$(find /mnt/record -name '*.client' -size +0 | wc -l)
	words=$(recorded_words)
	verdict 'no connection had another command in clear than EHLO, HELO, STARTTLS, MAIL, RCPT, RSET, QUIT' \
		"$([ -z "$words" ] && [ "$files" -gt 0 ] && echo yes)" \
		"$files connections recorded${words:+; }$words"
	for name in postfix exim opensmtpd sendmail; do
		[[ $asked = *" $name "* ]] || continue
		words=$(logged_words "$name")
		sessions=$(logged_sessions "$name")
		verdict "the log of $name has no DATA and no BDAT" \
			"$([ -z "$words" ] && [ "$sessions" -gt 0 ] && echo yes)" \
			"$sessions sessions with a recipient logged${words:+; }$words"
	done
	for name in $asked; do
		case $name in
		postfix) deliberate postfix 127.0.0.10 nobody@normal.test ;;
		exim) deliberate exim 127.0.0.30 alice@exim.test ;;
		sendmail) deliberate sendmail 127.0.0.50 nobody2@sendmail.test ;;
		opensmtpd) deliberate opensmtpd 127.0.0.42 nobody@opensmtpd.test ;;
		esac
	done
	[ "$asked" = ' ' ] || verdict 'DATA said on purpose is seen in the record' \
		"$(recorded_words | grep -q ': DATA$' && echo yes)" \
		"$(recorded_words | grep -c ': DATA$') times"
}
