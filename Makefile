# smtpprobe. The two commands of a new user: `make demo` and `make check`.
# `make help` lists the others. All output goes below $(BUILD).

VERSION := 0.1.0
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
# Public test suites; tests that need them say so and are skipped without.
DATA ?= ../shared/data

CC ?= cc
AR ?= ar
OPTIMIZE ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wcast-qual -Wformat=2 \
	-Wswitch-enum -Wundef -Wnull-dereference -fno-common
HARDENING ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
WERROR ?=
SANITIZE ?=
CFLAGS_ALL = -std=c11 $(OPTIMIZE) $(WARNINGS) $(WERROR) $(HARDENING) \
	-fvisibility=hidden -MMD -MP $(SANITIZE) -Iprobe -Iinclude \
	-DSMTPPROBE_VERSION='"$(VERSION)"' $(CFLAGS)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now $(SANITIZE) $(LDFLAGS)

# Layers, in the order in which they may include one another. The pure ones see
# no POSIX name; the edge does.
PURE := base dns smtp tls policy diagnosis intake inquiry report
EDGE := net api cli
LAYERS := $(PURE) $(EDGE)
EDGE_FLAGS := -D_GNU_SOURCE

# The library's, and what the command needs besides.
LIB_PACKAGES := libcares libuv openssl libidn2
PACKAGES := $(LIB_PACKAGES) zlib
LIBS = $(shell pkg-config --libs $(PACKAGES))
LIB_FLAGS = $(shell pkg-config --cflags $(PACKAGES))
CHECK_LIBS = $(shell pkg-config --libs check jansson)
CHECK_FLAGS = $(patsubst -I%,-isystem%,$(shell pkg-config --cflags check jansson))

SOURCES := $(foreach l,$(LAYERS),$(wildcard probe/$l/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/tables.o $(BUILD)/compiled.o
CLI_OBJECTS := $(filter $(BUILD)/probe/cli/%,$(OBJECTS))
LIB_OBJECTS := $(filter-out $(CLI_OBJECTS),$(OBJECTS))
TABLES := $(patsubst %,probe/tables/%.tbl,replies enhanced providers phrases advice)

UNIT_SOURCES := $(wildcard tests/unit/*.c)
UNIT_OBJECTS := $(UNIT_SOURCES:%.c=$(BUILD)/%.o)
# What the tests' peers share: formats and certificates, no main() in them.
PEER_PROGRAMS := nameserver mailserver recorder
PEER_SHARED := $(filter-out $(PEER_PROGRAMS:%=tests/peer/%.c),$(wildcard tests/peer/*.c)) \
	$(wildcard tests/sim/*.c)
PEER_OBJECTS := $(PEER_SHARED:%.c=$(BUILD)/%.o)

.PHONY: all demo check real asan lint format fuzz bench coverage install \
	uninstall dist clean help ci deps unit e2e

all: $(BUILD)/smtpprobe $(BUILD)/libsmtpprobe.so $(BUILD)/static/libsmtpprobe.a peers

help:
	@echo 'make demo      install what is missing, build, and see it work'
	@echo 'make check     install what is missing, build, run the tests'
	@echo 'make           build only'
	@echo 'make unit e2e  the two halves of check, without looking for packages'
	@echo 'make real      tests against Postfix, Exim, OpenSMTPD, NSD, Unbound (root)'
	@echo 'make asan      the tests of check under ASan and UBSan'
	@echo 'make lint      the rules of the house; make format applies clang-format'
	@echo 'make fuzz      each fuzz target for FUZZ_SECONDS (default 10);'
	@echo '               make fuzz-seeds: over its seeds once'
	@echo 'make bench     figures, one a line'
	@echo 'make coverage  lines covered by check'
	@echo 'make install   into PREFIX (default /usr/local); make uninstall'
	@echo 'make dist      a source archive below $(BUILD)'
	@echo 'make clean     remove $(BUILD)'
	@echo 'make deps      install what a build and the tests need (NO_DEPS=1: only say)'
	@echo 'make ci        all of it, one after the other'
	@echo
	@echo 'Variables: BUILD=DIR (default build), CC, CFLAGS, LDFLAGS, V=1 (show commands)'

# --- dependencies ----------------------------------------------------------

.PHONY: deps-demo deps-house deps-real
deps:
	@tests/setup/deps.sh build check
deps-demo:
	@tests/setup/deps.sh build
deps-house:
	@tests/setup/deps.sh build check house
deps-real:
	@tests/setup/deps.sh build check real

# V=1 shows the commands themselves.
V ?=
say = $(if $(V),,@echo '  $(1) $(2)';)

# --- building --------------------------------------------------------------

$(BUILD)/tables.c: probe/tables/embed.sh $(TABLES)
	@mkdir -p $(@D)
	$(call say,GEN,$@)sh probe/tables/embed.sh $(TABLES) > $@.tmp && mv $@.tmp $@

$(BUILD)/tables.o: $(BUILD)/tables.c
	$(call say,CC,$<)$(CC) $(CFLAGS_ALL) -fPIC -c -o $@ $<

# What is made of them, by a program of the layers that it takes, without what
# asks for the result.
TABLE_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/builtin.c %/prove.c,\
	$(filter probe/base/% probe/dns/% probe/smtp/% probe/diagnosis/%,$(SOURCES))))
$(BUILD)/compile.o: probe/tables/compile.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/compile_tables: $(BUILD)/compile.o $(TABLE_OBJECTS) $(BUILD)/tables.o
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(BUILD)/compiled.c: $(BUILD)/compile_tables
	$(call say,GEN,$@)$(BUILD)/compile_tables > $@.tmp && mv $@.tmp $@

$(BUILD)/compiled.o: $(BUILD)/compiled.c
	$(call say,CC,$<)$(CC) $(CFLAGS_ALL) -fPIC -c -o $@ $<

define layer_rule
$(BUILD)/probe/$(1)/%.o: probe/$(1)/%.c
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)$$(CC) $$(CFLAGS_ALL) -fPIC $(2) $$(LIB_FLAGS) -c -o $$@ $$<
endef
$(foreach l,$(PURE),$(eval $(call layer_rule,$l,)))
$(foreach l,$(EDGE),$(eval $(call layer_rule,$l,$(EDGE_FLAGS))))

$(BUILD)/libsmtpprobe.a: $(LIB_OBJECTS)
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $^

# The static library for others: one object, in which only smtpprobe_* can be
# seen, so that no name of ours meets one of theirs.
OBJCOPY ?= objcopy
$(BUILD)/static/libsmtpprobe.a: $(LIB_OBJECTS)
	@mkdir -p $(@D)
	$(call say,LD,$(@D)/smtpprobe.o)$(LD) -r -o $(@D)/smtpprobe.o $^
	@$(OBJCOPY) --localize-hidden $(@D)/smtpprobe.o
	@rm -f $@
	$(call say,AR,$@)$(AR) rcs $@ $(@D)/smtpprobe.o

$(BUILD)/libsmtpprobe.so: $(LIB_OBJECTS)
	$(call say,LD,$@)$(CC) -shared -Wl,-soname,libsmtpprobe.so.0 -Wl,-z,relro,-z,now \
		$(SANITIZE) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/smtpprobe: $(CLI_OBJECTS) $(BUILD)/libsmtpprobe.a
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

# --- tests -----------------------------------------------------------------

TEST_FLAGS = -D_GNU_SOURCE -Itests -DTESTS_DIR='"$(CURDIR)/tests"'
# Check and jansson are asked for where a unit test is built, nowhere else.
$(BUILD)/tests/unit/%.o: TEST_FLAGS += $(CHECK_FLAGS)

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CFLAGS_ALL) $(TEST_FLAGS) $(LIB_FLAGS) -c -o $@ $<

# The list of suites is the list of files.
$(BUILD)/tests/suites.h: $(UNIT_SOURCES) Makefile
	@mkdir -p $(@D)
	@for f in $(patsubst tests/unit/test_%.c,%,$(filter tests/unit/test_%.c,$(UNIT_SOURCES))); do \
		echo "SUITE($$f)"; done > $@
$(BUILD)/tests/unit/main.o: CFLAGS += -I$(BUILD)/tests
$(BUILD)/tests/unit/main.o: $(BUILD)/tests/suites.h

$(BUILD)/unit: $(UNIT_OBJECTS) $(PEER_OBJECTS) $(BUILD)/libsmtpprobe.a
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(CHECK_LIBS) $(LIBS)

.PHONY: peers
peers: $(PEER_PROGRAMS:%=$(BUILD)/%)
$(PEER_PROGRAMS:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/tests/peer/%.o $(PEER_OBJECTS) $(BUILD)/libsmtpprobe.a
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

.PHONY: unit-program
unit-program: $(BUILD)/unit

unit: $(BUILD)/unit
	CK_DEFAULT_TIMEOUT=60 SMTPPROBE_DATA='$(DATA)' $(BUILD)/unit

e2e: all
	BUILD='$(BUILD)' CC='$(CC)' SANITIZE='$(SANITIZE)' tests/e2e/run.sh

check: deps
	@$(MAKE) --no-print-directory unit e2e
	@echo 'Not run here: tests against real mail servers, which need root: make real'

demo: deps-demo
	@$(MAKE) --no-print-directory -s all
	@BUILD='$(BUILD)' tests/demo/run.sh

# The same tests with the sanitizers watching.
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
asan: deps
	@# A test is a fork: what the parent keeps of freed memory costs each.
	@ASAN_OPTIONS="quarantine_size_mb=8:$$ASAN_OPTIONS" \
		$(MAKE) --no-print-directory BUILD=build/asan OPTIMIZE='-O1 -g' \
		HARDENING=-fPIE SANITIZE='$(SANITIZERS)' unit e2e

real: deps-real
	@$(MAKE) --no-print-directory all
	@BUILD='$(BUILD)' SMTPPROBE='$(BUILD)/smtpprobe' tests/real/run.sh

# --- the house -------------------------------------------------------------

FORMATTED := $(wildcard probe/*/*.[ch] include/*.h tests/*/*.[ch])

lint: all
	@tests/lint/selftest.sh $(BUILD)
	@tests/lint/run.sh $(BUILD)

format:
	clang-format -i $(FORMATTED)

# Fuzzing has its own build below $(BUILD), by clang, with the sanitizers.
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SHARED := $(filter-out tests/fuzz/fuzz_%.c,$(wildcard tests/fuzz/*.c))
FUZZ_OBJECTS := $(FUZZ_SHARED:%.c=$(BUILD)/%.o)
FUZZ_LIBS = $(shell pkg-config --libs jansson)
FUZZ_SECONDS ?= 10
FUZZ_BUILD := $(BUILD)/fuzz
FUZZ_MAKE = $(MAKE) --no-print-directory BUILD=$(FUZZ_BUILD) CC=clang \
	OPTIMIZE='-O1 -g -DPOISON_GAP=16' HARDENING=-fPIE \
	SANITIZE='$(SANITIZERS) -fsanitize=fuzzer-no-link'
.PHONY: fuzz-seeds fuzz-programs
fuzz-programs: $(FUZZ_TARGETS:%=$(BUILD)/fuzz_%)
$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(FUZZ_OBJECTS) $(PEER_OBJECTS) $(BUILD)/libsmtpprobe.a
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(FUZZ_LIBS) $(LIBS)
.PRECIOUS: $(BUILD)/tests/fuzz/%.o

# Each target over its seeds once.
fuzz-seeds: deps-house
	+@$(FUZZ_MAKE) -s fuzz-programs
	@tests/fuzz/run.sh $(FUZZ_BUILD) 0 $(FUZZ_TARGETS)

# Each for FUZZ_SECONDS; what it learns stays in $(FUZZ_BUILD)/corpus.
fuzz: deps-house
	+@$(FUZZ_MAKE) -s fuzz-programs
	@tests/fuzz/run.sh $(FUZZ_BUILD) $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# Programs that print figures: bench, which needs the peers, and *_bench.
BENCHES := bench $(patsubst tests/bench/%.c,%,$(wildcard tests/bench/*_bench.c))
BENCH_SHARED := $(filter-out $(BENCHES:%=tests/bench/%.c),$(wildcard tests/bench/*.c))
$(BENCHES:%=$(BUILD)/%): $(BUILD)/%: $(BUILD)/tests/bench/%.o $(BENCH_SHARED:%.c=$(BUILD)/%.o) $(PEER_OBJECTS) $(BUILD)/libsmtpprobe.a
	$(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

bench: deps-demo
	@$(MAKE) --no-print-directory -s all $(BENCHES:%=$(BUILD)/%)
	@BUILD='$(BUILD)' tests/bench/run.sh

coverage: deps
	@rm -f build/coverage/*/*/*.gcda
	@$(MAKE) --no-print-directory BUILD=build/coverage OPTIMIZE='-O0 -g' \
		HARDENING=-fPIE SANITIZE=--coverage unit e2e
	@tests/bench/coverage.sh build/coverage

ci:
	@.ci/run

# --- installation ----------------------------------------------------------

# What an administrator reads besides the command's help: laid out as here, so
# that the links hold.
DOC_DIR = $(DESTDIR)$(PREFIX)/share/doc/smtpprobe

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
		$(DESTDIR)$(PREFIX)/include $(DOC_DIR)/docs \
		$(DOC_DIR)/include $(DOC_DIR)/probe/tables
	install -m 755 $(BUILD)/smtpprobe $(DESTDIR)$(PREFIX)/bin/
	install -m 644 include/smtpprobe.h $(DESTDIR)$(PREFIX)/include/
	install -m 644 $(BUILD)/static/libsmtpprobe.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/libsmtpprobe.so \
		$(DESTDIR)$(PREFIX)/lib/libsmtpprobe.so.0
	ln -sf libsmtpprobe.so.0 $(DESTDIR)$(PREFIX)/lib/libsmtpprobe.so
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' \
		'includedir=$${prefix}/include' '' 'Name: smtpprobe' \
		'Description: SMTP delivery probe that never sends a message' \
		'Version: $(VERSION)' 'Requires.private: $(LIB_PACKAGES)' \
		'Libs: -L$${libdir} -lsmtpprobe' 'Cflags: -I$${includedir}' \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/smtpprobe.pc
	install -m 644 README.md LICENSE $(DOC_DIR)/
	install -m 644 docs/*.md $(DOC_DIR)/docs/
	install -m 644 include/smtpprobe.h $(DOC_DIR)/include/
	install -m 644 $(TABLES) $(DOC_DIR)/probe/tables/
	[ -n '$(DESTDIR)' ] || ldconfig || true

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/smtpprobe \
		$(DESTDIR)$(PREFIX)/include/smtpprobe.h \
		$(DESTDIR)$(PREFIX)/lib/libsmtpprobe.a \
		$(DESTDIR)$(PREFIX)/lib/libsmtpprobe.so.0 \
		$(DESTDIR)$(PREFIX)/lib/libsmtpprobe.so \
		$(DESTDIR)$(PREFIX)/lib/pkgconfig/smtpprobe.pc
	rm -rf $(DOC_DIR)

dist:
	@mkdir -p $(BUILD)
	git archive --prefix=smtpprobe-$(VERSION)/ \
		-o $(BUILD)/smtpprobe-$(VERSION).tar.gz HEAD
	@echo $(BUILD)/smtpprobe-$(VERSION).tar.gz

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD) -path $(BUILD)/real -prune -o -name '*.d' -type f -print 2>/dev/null)
