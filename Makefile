# SPDX-License-Identifier: Apache-2.0
# make           builds ./freehold and the library
# make test      builds and runs the tests (SANITIZE=1: under ASan and UBSan;
#                SANITIZE=thread: under TSan)
# make test-mutants, test-faults, test-differential   see docs/testing.md
# make demo      inspects the releases in examples/
# make check     format, lint, floors, licence headers
# make fuzz      runs every fuzz target for FUZZ_SECONDS; make fuzz-table writes
#                what the last runs did, as docs/testing.md has it
# make bench     measures
# make install   to PREFIX (default /usr/local), below DESTDIR

# Each floor includes only itself and the floors to its left.
FLOORS := base knowledge format release safety parts terms verdict report api cmd

VERSION := 0.1.0
PREFIX  := /usr/local
CC      := gcc

C_WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
    -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wpointer-arith \
    -Wwrite-strings -Wcast-qual -Wcast-align -Wformat=2 -Wnull-dereference \
    -Wdouble-promotion -Wswitch-enum -Wimplicit-fallthrough -Werror
ifneq (,$(findstring gcc,$(CC)))
C_WARN += -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
    -Wjump-misses-init
endif

CFLAGS ?= -O2 -g
ifeq ($(SANITIZE),thread)
KIND    := -tsan
C_MORE  := -fsanitize=thread
else ifdef SANITIZE
KIND    := -asan
C_MORE  := -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer
endif
export ASAN_OPTIONS := detect_stack_use_after_return=1
C_ALL := -std=c17 -Isrc -Iinclude -fPIC -fvisibility=hidden -pthread \
    -DFREEHOLD_VERSION='"$(VERSION)"' $(C_WARN) $(C_MORE)
# The tables of knowledge/ have 49,000 addresses, which are set at every start:
# in this form in half the time, and a megabyte less.
LINK  := -Wl,-z,pack-relative-relocs
LIBS  := -lcrypto -lyaml -lz -ldeflate -lbz2 -llzma -lzstd -lutf8proc -lm -pthread

B := build/$(notdir $(CC))$(KIND)

KNOWLEDGE := $(sort $(shell find knowledge -type f ! -name "*.md"))
LIB_C     := $(foreach f,$(filter-out cmd,$(FLOORS)),$(wildcard src/$f/*.c))
LIB_O     := $(patsubst %.c,$(B)/%.o,$(LIB_C)) $(B)/knowledge.o
CMD_O     := $(patsubst %.c,$(B)/%.o,$(wildcard src/cmd/*.c src/main.c))
EMBED_O   := $(patsubst %.c,$(B)/%.o,$(wildcard src/base/*.c) src/knowledge/records.c)
TEST_C    := $(wildcard tests/test_*.c)
TESTS     := $(patsubst %.c,$(B)/%,$(TEST_C))
FUZZ      := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))

ifndef SANITIZE
all: freehold $(B)/libfreehold.so
else
all: $(B)/freehold
endif

freehold: $(B)/freehold
	@cp $< $@

$(B)/freehold: $(CMD_O) $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/libfreehold.a: $(LIB_O)
	@echo "AR $@"
	@rm -f $@
	@$(AR) rcs $@ $^

$(B)/libfreehold.so: $(LIB_O)
	@echo "LD $@"
	@$(CC) -shared -Wl,-soname,libfreehold.so.0 $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/%.o: %.c | $(B)/needs
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(C_ALL) $(CFLAGS) -MMD -MP -c -o $@ $<

# The files of knowledge/, read once, here: a wrong one stops the build.
$(B)/knowledge.o: $(B)/tools/embed $(KNOWLEDGE)
	@echo "EMBED $@"
	@$(B)/tools/embed $(KNOWLEDGE) >$(B)/knowledge.s
	@$(CC) -c -o $@ $(B)/knowledge.s

$(B)/tools/embed: $(B)/tools/embed.o $(EMBED_O)
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# Debian packages: needs for all, needs-check and needs-score for some targets.
$(B)/needs: tools/needs.txt
	@tools/needs.sh $<
	@mkdir -p $(@D)
	@touch $@

# After the first, since two installers cannot run at once.
$(B)/needs-%: tools/needs-%.txt | $(B)/needs
	@tools/needs.sh $<
	@touch $@

# One test by hand: make build/gcc/tests/test_json && build/gcc/tests/test_json
$(B)/tests/test_%: $(B)/tests/test_%.o $(B)/tests/check.o $(B)/tests/schema.o $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

test: all $(TESTS)
	@tools/floors.sh "$(FLOORS)"
	@tools/run-tests.sh "tools/run-cases.sh $(B)/freehold" $(TESTS) # the longest first

# What runs on several threads, for SANITIZE=thread.
test-threads: $(B)/tests/test_base $(B)/tests/test_inventory $(B)/tests/test_api
	@tools/run-tests.sh $^

# Our readers against other programs' on generated inputs: see
# tests/differential. Skipped, with a message, where a program is missing.
DIFFERENTIAL ?= 5000
test-differential: $(B)/tests/differential/seen $(B)/freehold
	@tests/differential/run.sh $< $(DIFFERENTIAL) $(B)/freehold

$(B)/tests/differential/seen: $(B)/tests/differential/seen.o $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# Damaged files through every reader: the fuzz targets, each compiled under its
# own name, on their seeds and on the hostile corpus where it is there.
MUTANTS ?= 20000
MUTANTS_NUMBER ?= 1
test-mutants: $(B)/tests/mutants/mutants
	@mkdir -p $(B)/mutants
	@$< $(MUTANTS) $(MUTANTS_NUMBER) $(B)/mutants fuzz \
	    $(wildcard ../shared/corpus/hostile)

$(B)/tests/mutants/mutants.o: C_ALL += -DTARGETS='$(patsubst %,TARGET(%),$(FUZZ))'
$(B)/tests/mutants/mutants.o: $(wildcard fuzz/fuzz_*.c)

$(B)/tests/mutants/fuzz_%.o: fuzz/fuzz_%.c | $(B)/needs
	@mkdir -p $(@D)
	@echo "CC $<"
	@$(CC) $(C_ALL) $(CFLAGS) -DLLVMFuzzerTestOneInput=fuzz_$* \
	    -DLLVMFuzzerCustomMutator=change_$* -MMD -MP -c -o $@ $<

$(B)/tests/mutants/mutants: $(B)/tests/mutants/mutants.o $(B)/tests/mutants/mutate.o \
    $(patsubst fuzz/%.c,$(B)/tests/mutants/%.o,$(wildcard fuzz/fuzz_*.c)) $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# Every call of the system and of libraries fails once, or each FAULTSth one.
FAULTS ?= 1
test-faults: $(B)/tests/faults/faults
	@mkdir -p $(B)/faults
	@XDG_DATA_HOME=/nonexistent $< $(FAULTS) $(B)/faults

$(B)/tests/faults/faults: $(B)/tests/faults/faults.o $(B)/tests/faults/kept.o $(B)/tests/faults/wrap.o \
    $(filter-out %/main.o,$(CMD_O)) $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) $$(nm $(B)/tests/faults/wrap.o | sed -n 's/.* T __wrap_/-Wl,--wrap=/p') -o $@ $^ $(LIBS)

# The main job on the releases in examples/.
demo: all
	@tools/demo.sh ./freehold

check: $(B)/needs-check
	@mkdir -p build
	@tools/check.sh "$(FLOORS)"

$(B)/bench/verdicts: $(B)/bench/verdicts.o $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# What others concluded of a model beside what we do, with the facts between
# them. The check says so and passes where there is no corpus.
CORPUS ?= ../shared/corpus
YARDSTICKS_TABLE := python3 -B tools/yardsticks-table.py --corpus $(CORPUS)

yardsticks-table: all
	@$(YARDSTICKS_TABLE) >build/yardsticks-table.md
	@mv build/yardsticks-table.md docs/yardsticks-table.md

check-yardsticks-table: all
	@$(YARDSTICKS_TABLE) --check docs/yardsticks-table.md

bench: all $(B)/needs-score $(B)/bench/verdicts
	@python3 bench/inspect.py --freehold ./freehold
	@python3 bench/terms.py --freehold ./freehold
	@python3 bench/scan.py --freehold ./freehold
	@$(B)/bench/verdicts $(wildcard examples/*-*)

# Fuzz targets need clang; each reads one input through LLVMFuzzerTestOneInput.
FUZZ_SECONDS ?= 60
FUZZ_B := build/fuzz
FUZZ_F := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_O := $(patsubst %.c,$(FUZZ_B)/%.o,$(LIB_C)) $(B)/knowledge.o

$(FUZZ_B)/%.o: %.c | $(B)/needs-check
	@mkdir -p $(@D)
	@echo "CLANG $<"
	@clang-14 $(filter-out -W%,$(C_ALL)) $(FUZZ_F) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(FUZZ_B)/libfreehold.a: $(FUZZ_O)
	@echo "AR $@"
	@rm -f $@
	@$(AR) rcs $@ $^

$(FUZZ_B)/fuzz_%: $(FUZZ_B)/fuzz/fuzz_%.o $(FUZZ_B)/libfreehold.a
	@clang-14 $(FUZZ_F) -fsanitize=fuzzer -o $@ $^ $(LIBS)

fuzz: $(addprefix $(FUZZ_B)/fuzz_,$(FUZZ))
	tools/fuzz.sh $(FUZZ_B) $(FUZZ_SECONDS) $(FUZZ)

fuzz-table:
	@tools/fuzz.sh --table $(FUZZ_B) $(FUZZ)

# The fingerprints of licence texts, from a folder of texts: see the tool.
license-db: $(B)/tools/license-db
	$< $(TEXTS) knowledge/licenses/fingerprints.bin

$(B)/tools/license-db: $(B)/tools/license-db.o $(B)/libfreehold.a
	@echo "LD $@"
	@$(CC) $(C_MORE) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

# Manual pages and completions come from the program's own option tables.
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include \
	    $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 freehold $(DESTDIR)$(PREFIX)/bin/
	install -m 644 include/freehold.h $(DESTDIR)$(PREFIX)/include/
	install -m 644 $(B)/libfreehold.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(B)/libfreehold.so $(DESTDIR)$(PREFIX)/lib/libfreehold.so.0
	ln -sf libfreehold.so.0 $(DESTDIR)$(PREFIX)/lib/libfreehold.so
	tools/pkg-config.sh "$(PREFIX)" "$(VERSION)" \
	    >$(DESTDIR)$(PREFIX)/lib/pkgconfig/freehold.pc
	./freehold help --man-to $(DESTDIR)$(PREFIX)/share/man/man1
	./freehold help --completion bash \
	    >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/freehold
	./freehold help --completion zsh \
	    >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_freehold
	./freehold help --completion fish \
	    >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/freehold.fish

clean:
	rm -rf build freehold

.PHONY: all yardsticks-table check-yardsticks-table license-db test test-threads \
    test-mutants test-faults test-differential demo check fuzz fuzz-table bench install clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
