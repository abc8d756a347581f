# greffe: make (development), make RELEASE=1 (hardened), make SAN=1 (address and undefined sanitizers),
# make TSAN=1 (thread sanitizer).
#
#   deps   install what is missing (apt)         check    every test
#   all    the three programs                    demo     the main job, end to end
#   lint   style, warnings, architecture         clients  invitations in real mail programs (root)
#   install (PREFIX, DESTDIR; always hardened)   clean
#   crash  killed at every step, all year long, under load (KILLS, MESSAGES, MAILS, SEED), and without power
#   demo-year  a whole year, every mail counted
#   screens  every mail as text, page and picture in build/screens, checked
#   races  the daemon's threads under ThreadSanitizer
#   score  how much of the corpus is read right, against bars (docs/reading.md)
#   bench  how fast the engine is, beside limit programs and peers in the same run (ROWS, N, RUNS, PEERS=required)
#   bench-reader  how fast letters are read, against GMime alone
#   fuzz   every decoder of ours fed with damaged mail (SECONDS each, TARGETS; clang)
#
# check, races, demo, demo-year, lint, clients, crash, fuzz, bench, bench-reader, score and screens see to the packages themselves. One test: make build/dev/FOLDER/NAME-test.

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1.0
PREFIX ?= /usr/local
CC := gcc

VARIANT := $(if $(STRICT),lint,$(if $(FUZZ),fuzz,$(if $(SAN),san,$(if $(TSAN),tsan,$(if $(RELEASE),release,dev)))))
B := build/$(VARIANT)

# The folders of src, each after those it may use.
FOLDERS := base letter mime ical understand reader rules store render workflow mailbox transport daemon cli
MAINS := src/reader/greffe-reader.c src/daemon/greffed.c src/cli/greffe.c

PACKAGES := glib-2.0 gio-unix-2.0
PACKAGES_base := nettle
PACKAGES_mime := gmime-3.0 libxml-2.0
PACKAGES_ical := libical
PACKAGES_reader := libseccomp
PACKAGES_store := sqlite3 libzstd
PACKAGES_mailbox := gnutls
PACKAGES_transport := libcurl
PACKAGES_cli := json-glib-1.0 libarchive

# libetpan's .pc file leaks Debian's build flags: written by hand. libical's names more than is needed.
LIBS_mime := $(shell pkg-config --libs $(PACKAGES_mime) 2>/dev/null)
LIBS_base := -lnettle
LIBS_ical := -lical
LIBS_reader := -lseccomp
LIBS_store := -lsqlite3 -lzstd
LIBS_mailbox := -letpan -lgnutls
LIBS_transport := -lcurl
LIBS_cli := $(shell pkg-config --libs $(PACKAGES_cli) 2>/dev/null)
LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)

CPPFLAGS := -D_GNU_SOURCE -DG_LOG_USE_STRUCTURED -DG_LOG_DOMAIN='"greffe"' -DGF_VERSION='"$(VERSION)"' \
    -DGF_PREFIX='"$(PREFIX)"' -Isrc -I$(B)
CFLAGS := -std=c17 -g -Wall -Wextra -Wpedantic -Wno-overlength-strings -Wno-missing-field-initializers -pthread -fPIE
LDFLAGS := -pthread -pie
ifeq ($(VARIANT),release)
CPPFLAGS += -D_FORTIFY_SOURCE=2
CFLAGS += -O2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
LDFLAGS += -Wl,-z,relro,-z,now
else ifeq ($(VARIANT),san)
CPPFLAGS += -DGF_SANITIZED
CFLAGS += -O1 -Werror -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDFLAGS += -fsanitize=address,undefined
else ifeq ($(VARIANT),tsan)
CPPFLAGS += -DGF_SANITIZED
CFLAGS += -O1 -Werror -Wno-tsan -fno-omit-frame-pointer -fsanitize=thread
LDFLAGS += -fsanitize=thread $(B)/races/glib.o
else ifeq ($(VARIANT),fuzz)
override CC := clang-14
CPPFLAGS += -DGF_SANITIZED
CFLAGS += -O1 -Wno-unused-variable -Wno-string-concatenation -fno-omit-frame-pointer \
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
LDFLAGS += -fsanitize=address,undefined
else ifeq ($(VARIANT),lint)
CFLAGS += -O2 -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 -Wvla -Wundef
else
CFLAGS += -O1 -Werror
endif

folder_cflags = $(if $(PACKAGES_$1),$(shell pkg-config --cflags $(PACKAGES_$1) 2>/dev/null))
GLIB_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)

# Units of a folder: its .c files without tests, fuzzers and mains.
units = $(filter-out %-test.c %-fuzz.c $(MAINS),$(wildcard src/$1/*.c))
objects = $(patsubst src/%.c,$(B)/%.o,$1)
tests_in = $(wildcard src/$1/*-test.c)

# What a program or test links: folders, last user first, so that the linker resolves in one pass.
archives = $(foreach f,$1,$(B)/$f.a)
libraries = $(foreach f,$1,$(LIBS_$f))

USE_reader := reader understand ical mime letter base
USE_daemon := daemon transport mailbox workflow render store rules reader understand ical mime letter base
USE_cli := cli $(filter-out daemon,$(USE_daemon))
# What the tests of a folder may link: itself and the folders it may use.
USE_test_base := base
USE_test_letter := letter base
USE_test_mime := mime letter base
USE_test_ical := ical letter base
USE_test_understand := understand letter base
USE_test_reader := $(USE_reader)
USE_test_rules := rules base
USE_test_store := store letter base
# Whole, for the test that prepares every statement.
LDFLAGS_test_store := -Wl,--whole-archive $(B)/store.a -Wl,--no-whole-archive
USE_test_render := render base
USE_test_workflow := workflow render store rules understand ical mime letter base
USE_test_mailbox := mailbox base
USE_test_transport := transport base
USE_test_daemon := $(USE_daemon)
USE_test_cli := $(USE_cli)

.PHONY: all deps unit-tests check races crash demo demo-year screens score fuzz bench bench-reader clients lint install clean force
PROGRAMS := $(B)/greffed $(B)/greffe $(B)/libexec/greffe-reader
all: $(PROGRAMS)

# make V=1 shows whole commands.
Q := $(if $(V),,@)
say = @$(if $(V),:,printf '  %-5s%s\n' $1 $2)

# What is compiled depends on the flags too (PREFIX is among them).
FLAGS_NOW := $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)
$(B)/flags: force
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(FLAGS_NOW))' > $@

$(B)/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(GLIB_CFLAGS) $(call folder_cflags,$(firstword $(subst /, ,$*))) \
	    $(if $(findstring -test,$*),$(shell pkg-config --cflags json-glib-1.0)) -MMD -MP -c -o $@ $<

define FOLDER
$(B)/$1.a: $(call objects,$(call units,$1))
	@mkdir -p $$(@D)
	$(Q)rm -f $$@
	$(Q)ar rcs $$@ $$^
$(patsubst src/%.c,$(B)/%,$(call tests_in,$1)): $(B)/%: $(B)/%.o $(call archives,$(USE_test_$1))
	$$(call say,LINK,$$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $$@ $$< $(LDFLAGS_test_$1) $$(wordlist 2,99,$$^) $(call libraries,$(USE_test_$1)) $(LIBS_cli) $(LIBS)
$(patsubst src/%.c,$(B)/%,$(wildcard src/$1/*-fuzz.c)): $(B)/%: $(B)/%.o $(call archives,$(USE_test_$1))
	$$(call say,LINK,$$@)
	$(Q)$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $$@ $$^ $(call libraries,$(USE_test_$1)) $(LIBS)
endef
$(foreach f,$(FOLDERS),$(eval $(call FOLDER,$f)))

# A stray flag of a library must not cost the programs their random addresses.
must_be_pie = @readelf -h $@ | grep -q 'Type: *DYN' || { echo '$@ is not position independent' >&2; exit 1; }

$(B)/libexec/greffe-reader: $(B)/reader/greffe-reader.o $(call archives,$(USE_reader))
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(call libraries,$(USE_reader)) $(LIBS)
	$(must_be_pie)
$(B)/greffed: $(B)/daemon/greffed.o $(call archives,$(USE_daemon))
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(call libraries,$(USE_daemon)) $(LIBS)
	$(must_be_pie)
$(B)/greffe: $(B)/cli/greffe.o $(call archives,$(USE_cli))
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(call libraries,$(USE_cli)) $(LIBS)
	$(must_be_pie)

# The numbered schema files, as one C array.
$(B)/store/schema.inc: $(sort $(wildcard src/store/schema/*.sql)) scripts/embed-schema
	@mkdir -p $(@D)
	$(Q)scripts/embed-schema $(filter %.sql,$^) > $@
$(B)/store/store.o $(B)/store/migration-test.o: $(B)/store/schema.inc

# What ThreadSanitizer must be told of GLib, in every program that it watches.
$(B)/races/glib.o: tests/races/glib.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(GLIB_CFLAGS) -c -o $@ $<

UNIT_TESTS := $(foreach f,$(FOLDERS),$(patsubst src/%.c,$(B)/%,$(call tests_in,$f)))
unit-tests: $(UNIT_TESTS)
ifeq ($(VARIANT),tsan)
$(PROGRAMS) $(UNIT_TESTS): | $(B)/races/glib.o
endif

# What is measured, and against what.
$(B)/bench/gmime-walk: tests/bench/gmime-walk.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(shell pkg-config --cflags gmime-3.0) $(LDFLAGS) -o $@ $< $(LIBS_mime)
$(B)/bench/read-all: $(B)/bench/libexec/greffe-reader
$(B)/bench/read-all $(B)/score/read-each: $(B)/%: tests/%.c $(call archives,$(USE_reader))
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(GLIB_CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,$(USE_reader)) \
	    $(call libraries,$(USE_reader)) $(LIBS)
$(B)/bench/store-years: tests/bench/store-years.c $(call archives,$(USE_test_workflow))
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(GLIB_CFLAGS) $(LDFLAGS) -o $@ $< $(call archives,$(USE_test_workflow)) \
	    $(call libraries,$(USE_test_workflow)) $(LIBS)
$(B)/bench/libexec/greffe-reader: $(B)/libexec/greffe-reader
	@mkdir -p $(@D)
	$(Q)cp $< $@

# FUZZ=1 make fuzzers
.PHONY: fuzzers
fuzzers: $(patsubst src/%.c,$(B)/%,$(wildcard src/*/*-fuzz.c))

deps:
	scripts/install-deps build test

# Packages first; then make anew, because the variables above ask pkg-config when they are read.
DEPS_check := build test
DEPS_crash := build test
DEPS_races := build test
DEPS_demo := build test
DEPS_demo-year := build test
DEPS_screens := build test screens
DEPS_score := build test
DEPS_fuzz := build fuzz
DEPS_bench-reader := build test
DEPS_bench := build test
DEPS_clients := build test clients
DEPS_lint := build lint
ifndef WITH_DEPS
check races crash demo demo-year screens score fuzz bench bench-reader clients lint:
	scripts/install-deps $(DEPS_$@)
	+$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$$(nproc)) WITH_DEPS=1 $@
else
check: all unit-tests
	GREFFE_BUILD=$(B) scripts/run-tests $(UNIT_TESTS) $(wildcard tests/flow/*.t tests/fault/*.t tests/year/*.t tests/crash/*.t)
# What runs threads: the daemon, as stories drive it, and the units between them.
RACES := $(addprefix build/tsan/,daemon/extraction-test daemon/fetcher-test daemon/reading-test transport/smtp-test transport/transport-test)
races:
	+$(MAKE) --no-print-directory TSAN=1 all $(RACES)
	GREFFE_BUILD=build/tsan tests/races/run $(RACES) \
	    $(addprefix tests/flow/,005-drag.t 006-drag-maildir.t 040-daemon.t 041-maildir.t 080-files.t 190-backup.t)
crash: all
	CRASH_FULL=1 GREFFE_BUILD=$(B) prove --verbose $(wildcard tests/crash/*.t)
demo: all
	GREFFE_BUILD=$(B) tests/demo/run
demo-year: all
	GREFFE_BUILD=$(B) tests/year/run
screens: all
	GREFFE_BUILD=$(B) tests/screens/run
score: all
	+$(MAKE) --no-print-directory SAN=1 build/san/score/read-each
	GREFFE_BUILD=$(B) tests/score/run
fuzz:
	+$(MAKE) --no-print-directory FUZZ=1 fuzzers
	tests/fuzz/run $(or $(SECONDS),60) $(TARGETS)
# Measured is what is installed.
bench-reader:
	+$(MAKE) --no-print-directory RELEASE=1 all build/release/bench/gmime-walk build/release/bench/read-all
	/usr/bin/python3 tests/bench/reader.py build/release
bench:
	+$(MAKE) --no-print-directory RELEASE=1 all build/release/bench/store-years
	/usr/bin/python3 tests/bench/engine.py build/release $(ROWS)
clients: all
	GREFFE_BUILD=$(B) tests/clients/run
lint: all
	+GREFFE_BUILD=$(B) MAKE='$(MAKE)' scripts/lint/run
endif

# For scripts/lint: every unit with more warnings (make STRICT=1 objects), every unit through clang-tidy
# (make STRICT=1 tidy), and what a folder may use.
OBJECTS := $(patsubst src/%.c,$(B)/%.o,$(wildcard src/*/*.c))
.PHONY: objects tidy arrows
# GLib's assertions confuse these.
TIDY_NOT_IN_TESTS := -clang-analyzer-*,-bugprone-signed-char-misuse,-bugprone-suspicious-missing-comma,-cert-str34-c
objects: $(OBJECTS)
tidy: $(OBJECTS:.o=.tidy)
$(B)/%.tidy: $(B)/%.o .clang-tidy
	@clang-tidy-14 --quiet $(if $(findstring -test,$*),--checks=$(TIDY_NOT_IN_TESTS)) src/$*.c -- $(CPPFLAGS) $(filter-out -Werror,$(CFLAGS)) $(GLIB_CFLAGS) \
	    $(call folder_cflags,$(firstword $(subst /, ,$*))) \
	    $(if $(findstring -test,$*),$(shell pkg-config --cflags json-glib-1.0)) 2>$@.log || { cat $@.log; exit 1; }
	@touch $@
arrows:
	@printf '%s\n' $(foreach f,$(FOLDERS),'$f: $(USE_test_$f)')

ifndef RELEASE
install:
	+$(MAKE) --no-print-directory RELEASE=1 $@
else
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/libexec/greffe
	install $(B)/greffe $(DESTDIR)$(PREFIX)/bin/greffe
	install $(B)/greffed $(DESTDIR)$(PREFIX)/sbin/greffed
	install $(B)/libexec/greffe-reader $(DESTDIR)$(PREFIX)/libexec/greffe/greffe-reader
	scripts/install-data '$(DESTDIR)' '$(PREFIX)'
endif

clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
