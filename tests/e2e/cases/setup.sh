#!/usr/bin/env bash
# What make does first on a machine where something is missing.
# shellcheck disable=SC2154  # here: lib.sh

# A machine on which dpkg-query knows only the packages of $1, with the
# programs of $2 besides the shell's.
machine() { # INSTALLED PROGRAM...
	local program
	mkdir bin
	for program in bash env sed head dirname tail mktemp rm; do
		ln -s "$(command -v "$program")" bin/
	done
	cat >bin/dpkg-query <<-PROGRAM
		#!/usr/bin/env bash
		[[ " $1 " = *" \${!#} "* ]] && printf installed
	PROGRAM
	printf '#!/usr/bin/env bash\necho "apt-get $*" >>%q/called\n' "$PWD" \
		>bin/apt-get
	cp bin/apt-get bin/apt-cache
	printf '#!/usr/bin/env bash\necho "sudo $*" >>%q/called\n"$@"\n' "$PWD" \
		>bin/sudo
	printf '#!/usr/bin/env bash\necho 1000\n' >bin/id
	shift
	for program in dpkg-query apt-get apt-cache sudo id; do
		chmod +x "bin/$program"
		[[ " $* " = *" $program "* ]] || rm "bin/$program"
	done
}
# The tests themselves may run under NO_DEPS.
forbidden=''
deps() { # GROUP...
	PATH=$PWD/bin NO_DEPS=$forbidden \
		bash "$here"/../setup/deps.sh "$@" >out 2>err
	ended_with=$?
}
all=$(sed -n "s/^\(build\|check\)='\(.*\)'/\2/p" tests/setup/deps.sh | tr '\n' ' ')

it 'with NO_DEPS nothing is installed, and what is missing is named' no_deps
no_deps() {
	machine 'gcc make' dpkg-query apt-get id sudo
	forbidden=1
	deps build check
	forbidden=''
	[ "$ended_with" != 0 ] || fail 'went on all the same'
	err 'missing.*NO_DEPS.* pkg-config .*libc-ares-dev.* check '
	! grep -q ' gcc ' err || fail 'gcc is there'
	[ ! -e called ] || fail "called: $(cat called)"
}
it 'what is missing is installed by sudo, and named' by_sudo
by_sudo() {
	machine "${all/ check/}" dpkg-query apt-get id sudo
	deps build check
	status 0
	err 'installing: check$'
	grep -q '^sudo apt-get update' called || fail "called: $(cat called)"
	grep -q 'apt-get install .* check$' called || fail "called: $(cat called)"
	[ "$(grep -c 'install' called)" -ge 1 ] || fail 'not installed'
}
it 'without sudo and not root the line to use is told' no_sudo
no_sudo() {
	machine "${all/ check/}" dpkg-query apt-get id
	deps build check
	[ "$ended_with" != 0 ] || fail 'went on all the same'
	err 'as root: apt-get install -y check'
}
it 'without apt-get the packages are named' no_apt
no_apt() {
	machine "${all/ check/}" dpkg-query id
	deps build check
	[ "$ended_with" != 0 ] || fail 'went on all the same'
	err 'needed.*: check$'
}
it 'where all is there nothing is said and nothing called' all_there
all_there() {
	machine "$all" dpkg-query apt-get id sudo
	deps build check
	status 0
	same "$(cat out err)" ''
	[ ! -e called ] || fail "called: $(cat called)"
}
