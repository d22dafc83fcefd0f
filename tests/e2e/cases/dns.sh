#!/usr/bin/env bash
# The DNS and the mail route.

zone 'null.test MX 0 .'
row 'a null MX says that the domain takes no mail' '' \
	a@null.test 68 '.mx.status == "null-mx" and .verdict == "undeliverable"
	and .diagnosis.cause == "null-mx" and .mx.findings == []' unsaid .
zone 'mixed.test MX 0 .
mixed.test MX 10 mx.example.test'
row 'a null MX beside other records counts all the same, and is a finding' '' \
	a@mixed.test 68 '.mx.status == "null-mx" and .verdict == "undeliverable"
	and .mx.findings == ["null-mx-beside-others"]' unsaid .
