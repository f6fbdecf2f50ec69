# etrms: git for trading risk.
#
#   make                   build ./etrms
#   make check             every test; T=risk runs the files whose name has "risk"
#   make SAN=1 check       the same under ASan and UBSan (own build folder)
#   make TSAN=1 check T=parallel   what has threads, under ThreadSanitizer
#   make COV=1 check       the same with coverage; writes $(B)/coverage.txt
#   make check-clients     the served venue by clients from npm (tests/clients)
#   make kill              the kill sweeps alone (also: make check T=kill)
#   make fuzz              fuzz targets under clang's libFuzzer, ASan and UBSan, in
#                          build-fuzz; RUNS=1000000 sets the executions of each
#                          (10000), T=dec runs those whose name has "dec"
#   make mutants           seeded mutants of dec, gate, risk, expr in build-mutants;
#                          N=300 SEED=1 JOBS=1, T=dec mutates files with "dec" in
#                          the name, FULL=1 runs every test on those that live
#   make bench             measured ratios against named peers in the same run
#   make lint              ShellCheck, mandoc, formatting of tables, floors
#   make man               the man pages, from the command tables
#   make install           into $(DESTDIR)$(PREFIX); make uninstall takes it back
#   make clean
#
# Variables: CC (gcc or clang), B (build folder), PREFIX, DESTDIR, V=1 (show commands).

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
VERSION := $(shell cat VERSION)

,       := ,
variant := $(if $(SAN),-san)$(if $(TSAN),-tsan)$(if $(COV),-cov)$(if $(FUZZ),-fuzz)
B       ?= build$(variant)
BIN     := $(if $(filter build,$(B)),etrms,$(B)/etrms)
Q       := $(if $(V),,@)

warn    := -Wall -Wextra -Wconversion -Werror -Wshadow -Wstrict-prototypes \
           -Wmissing-prototypes -Wno-missing-field-initializers
harden  := -fstack-protector-strong -fstack-clash-protection -fcf-protection \
           -fPIE -Wformat -Wformat-security
opt     := $(if $(SAN)$(TSAN)$(COV)$(FUZZ),-O1 -g,-O2 -g)
san     := $(if $(SAN)$(FUZZ),-fsanitize=$(if $(FUZZ),fuzzer-no-link$(,))address$(,)undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
san     += $(if $(TSAN),-fsanitize=thread)
cov     := $(if $(COV),--coverage)
fortify := $(if $(SAN)$(TSAN)$(COV)$(FUZZ),,-D_FORTIFY_SOURCE=2)

CPPFLAGS += -D_GNU_SOURCE -Ilib -I. -I$(B) $(fortify)
$(addprefix $(B)/,cmd/version.o cmd/module.o cmd/backtest-run.o cmd/montecarlo.o cmd/optimize.o cmd/sweepterms.o lib/cli/mdoc.o lib/net/module/module.o lib/net/module/transfer.o lib/crypt/module/module.o lib/quant/module/module.o): CPPFLAGS += -DETRMS_VERSION=\"$(VERSION)\"
CFLAGS   += -std=c17 $(opt) $(warn) $(harden) $(san) $(cov)
LDFLAGS  += -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack $(san) $(cov)
# Libraries come out of their archives where there are any: a small shared one
# costs some 5 % of a start, SQLite's 13 % (measured against git --version).
archive   = $(if $(findstring /,$(shell $(CC) -print-file-name=lib$1.a)),-l:lib$1.a,-l$1)
archives := $(foreach l,sqlite3 jansson csv inih z,$(call archive,$l))
LDLIBS   += $(archives) -lm -lpthread

# A double in these is a compile error (RELIABILITY.md 7): money is exact here.
arch    := $(shell uname -m)
exact   := $(if $(filter x86_64 aarch64,$(arch)),-mgeneral-regs-only)
# Without vectors gcc copies records by rep movs, which is slow to begin.
copies  := unrolled_loop:192:noalign,libcall:-1:noalign
exact   += $(if $(filter x86_64,$(arch)),$(if $(findstring clang,$(CC)),,-mmemcpy-strategy=$(copies) -mmemset-strategy=$(copies)))
exact_files := lib/base/dec.c lib/base/deccmp.c lib/base/dectext.c
exact_dirs := lib/model/ lib/risk/ lib/venue/sim/ lib/venue/binance/ lib/gate/ lib/account/ lib/serve/ lib/portfolio/ lib/watch/

rooms   := base model quant cli conf out hook crypt store feed expr strategy net risk venue venue/sim venue/binance account analysis serve serve/binance gate research portfolio watch
lib_src := $(sort $(foreach r,$(rooms),$(wildcard lib/$(r)/*.c)))
cmd_src := $(sort $(wildcard cmd/*.c))
lib_obj := $(lib_src:%.c=$(B)/%.o)
cmd_obj := $(cmd_src:%.c=$(B)/%.o) $(B)/cmd/commands.o $(B)/cmd/scripts.o
lib     := $(B)/libetrms.a

# Modules: what a room keeps in module/ is linked with its heavy libraries into
# a shared object that commands open only when they need it; nothing else may
# use those libraries. Whatever else a module needs comes out of libetrms.a,
# which is position independent and hidden for that.
modules := $(foreach m,net crypt quant,$(if $(wildcard lib/$m/module/*.c),$m))
net_libs   := -lcurl
crypt_libs := -lcrypto
quant_libs := -lnlopt
module_so  := $(modules:%=$(B)/etrms-%.so)
objects_of  = $(patsubst %.c,$(B)/%.o,$(sort $(wildcard lib/$1/module/*.c)))
module_obj := $(foreach m,$(modules),$(call objects_of,$m))
$(lib_obj) $(module_obj): CFLAGS += -fPIC -fvisibility=hidden
# What libcurl links and etrms never speaks: WORD:PREFIX of its functions.
absent     := rtmp:RTMP_ gssapi_krb5:gss_ lber:ber_ ldap:ldap_
absent_so  := $(foreach a,$(absent),$(B)/etrms-no-$(firstword $(subst :, ,$a)).so)
libcurl    := $(shell $(CC) -print-file-name=libcurl.so)

all: $(BIN) $(module_so) $(absent_so)

.SECONDEXPANSION:
$(BIN): $(cmd_obj) $(lib)
	@echo "  LD    $@"
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(cmd_obj) $(lib) $(LDLIBS)

$(lib): $(lib_obj)
	@echo "  AR    $@"
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(if $(or $(filter $(exact_files),$<),$(filter $(addsuffix %,$(exact_dirs)),$<)),$(exact)) -MMD -MP -c -o $@ $<

# Arrays of numbers pay for unrolled loops; no error of a square root and no
# signal of a comparison is asked for. None of it changes a value.
arrays  := $(wildcard lib/quant/*.c lib/expr/kernel-*.c lib/research/kernel*.c)
$(arrays:%.c=$(B)/%.o): CFLAGS += $(if $(SAN)$(TSAN)$(COV)$(FUZZ),,-O3) -fno-math-errno -fno-trapping-math

# The shipped instruments are part of the program.
$(B)/lib/venue/sim/markets.o: share/instruments/binance.csv
# So is the style sheet of reports.
$(B)/lib/out/page.o: share/report/report.css

# The table of commands: every `const struct cmd cmd_…` defined in cmd/, by name.
$(B)/cmd/commands.c: $(cmd_src) cmd/commands.sh
	@mkdir -p $(@D)
	$(Q)sh cmd/commands.sh $(cmd_src) > $@.tmp && mv $@.tmp $@
$(B)/cmd/commands.o: $(B)/cmd/commands.c
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The completion scripts of completions/, as text that the program prints.
$(B)/cmd/scripts.c: completions/etrms.bash completions/etrms.zsh completions/etrms.fish completions/text.sh
	@mkdir -p $(@D)
	$(Q)sh completions/text.sh > $@.tmp && mv $@.tmp $@
$(B)/cmd/scripts.o: $(B)/cmd/scripts.c
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/etrms-%.so: $$(call objects_of,$$*) $(lib)
	@echo "  LD    $@"
	$(Q)$(CC) $(CFLAGS) -fPIC -shared $(filter-out -pie,$(LDFLAGS)) $(if $(SAN)$(TSAN)$(FUZZ),,-Wl,-z,defs) -Wl,--as-needed -o $@ $(filter %.o,$^) $(lib) $($*_libs)

$(absent_so): $(B)/etrms-no-%.so: lib/net/module/absent.sh $(wildcard $(libcurl))
	@mkdir -p $(@D)
	@echo "  LD    $@"
	$(Q)sh $< $(libcurl) $@ $* $(patsubst $*:%,%,$(filter $*:%,$(absent))) $(CC)

# Man pages, written by the program from its tables.
man: $(B)/man/man1/etrms.1
$(B)/man/man1/etrms.1: $(BIN) man/pages
	$(Q)sh man/pages $(abspath $(BIN)) $(B)/man

# Unit tests: tests/lib/ROOM-NAME.c each become one program printing TAP; those
# of a room with a module are linked with it and its libraries, too. One makes
# the pages that tests/cmd/report-page.bats looks at.
test_libs = $(if $(filter net,$1),-lssl -lcrypto)
room_of   = $(filter $(modules),$(firstword $(subst -, ,$1)))
wanted   = $(if $(T),$(foreach f,$1,$(if $(findstring $(T),$f),$f)),$1)
unit_src := $(sort $(call wanted,$(wildcard tests/lib/*.c)) \
            $(if $(call wanted,tests/cmd/report-page.bats),tests/lib/research-report.c))
unit_bin := $(unit_src:tests/lib/%.c=$(B)/tests/%)
unit_obj := $(unit_src:tests/lib/%.c=$(B)/unit/%.o)
$(B)/unit/%.o: tests/lib/%.c
	@mkdir -p $(@D)
	@echo "  TEST  $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
$(B)/tests/%: $(B)/unit/%.o $$(call objects_of,$$(call room_of,$$*)) $(lib)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(lib) $(LDLIBS) $($(call room_of,$*)_libs) $(call test_libs,$(call room_of,$*))
.SECONDARY: $(unit_obj)

# Programs that bats tests run: tests/model/NAME.c with its parts in
# tests/model/NAME/, likewise in tests/live and tests/kill; the soak draws what
# the generator draws. What kills commands kills those of tests/live, too.
program_bin := $(foreach r,model live kill,$(if $(call wanted,$(wildcard tests/$r/*.bats$(if $(filter kill,$r), tests/live/*.bats))),$(patsubst tests/%.c,$(B)/%,$(wildcard tests/$r/*.c))))
.SECONDEXPANSION:
$(filter $(B)/%,$(program_bin)): $(B)/%: tests/%.c $$(wildcard tests/$$*/*.[ch]) $(lib)
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.c,$^) $(lib) $(LDLIBS)

$(B)/model/soak: $(wildcard tests/model/scenario-gen/*.[ch])

# Preloaded by tests, whatever sanitizers the programs have.
preloads := $(B)/quick/scrypt.so $(if $(filter $(B)/live/%,$(program_bin)),$(B)/live/turns.so)
$(B)/quick/scrypt.so: tests/quick/scrypt.c lib/base/sha256.c
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	$(Q)$(CC) -D_GNU_SOURCE -Ilib -std=c17 -O2 -g $(warn) -fPIC -fvisibility=hidden -shared -o $@ $^
$(B)/live/turns.so: $(wildcard tests/live/turns/*.[ch])
	@mkdir -p $(@D)
	@echo "  TEST  $@"
	$(Q)$(CC) -D_GNU_SOURCE -std=c17 -O2 -g $(warn) -fPIC -shared -o $@ $(filter %.c,$^)

tests: all $(unit_bin) $(program_bin) $(preloads)
check: all $(unit_bin) $(program_bin) $(preloads)
	$(Q)B=$(B) ETRMS_BIN=$(abspath $(BIN)) sh tests/run $(T)
	$(if $(COV),$(Q)sh tests/coverage $(B) >$(B)/coverage.txt; tail -n 1 $(B)/coverage.txt)

# Fuzz targets: tests/fuzz/NAME.c each become one program, built by a make of
# its own whose library is instrumented. tests/fuzz/run says what is found where.
RUNS    ?= 10000
FUZZ_CC ?= $(if $(findstring ccache,$(CC)),ccache )clang
fuzz_src := $(call wanted,$(sort $(wildcard tests/fuzz/*.c)))
fuzz_bin := $(fuzz_src:tests/fuzz/%.c=$(B)/fuzz/%)
$(B)/fuzz/%: tests/fuzz/%.c $(lib)
	@mkdir -p $(@D)
	@echo "  FUZZ  $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -MMD -MP -o $@ $< $(lib) $(LDLIBS)

fuzz:
	$(Q)$(MAKE) --no-print-directory FUZZ=1 CC="$(FUZZ_CC)" B=build-fuzz fuzz-run
fuzz-run: $(fuzz_bin)
	$(Q)RUNS=$(RUNS) sh tests/fuzz/run $(fuzz_bin)

# Measured promises: every tests/bench/*.sh prints a line per promise.
bench_bin := $(patsubst tests/bench/%.c,$(B)/bench/%,$(sort $(wildcard tests/bench/*.c)))
bench: $(BIN) $(module_so) $(absent_so) $(bench_bin)
	$(Q)BIN=$(abspath $(BIN)) PAIR=$(abspath $(B)/bench/pair) sh tests/bench/run $(T)
$(B)/bench/%: tests/bench/%.c $(lib)
	@mkdir -p $(@D)
	@echo "  BENCH $<"
	$(Q)$(CC) -D_GNU_SOURCE -Ilib -I. -std=c17 -O2 $(warn) -o $@ $< $(lib) -Wl,--as-needed $(LDLIBS)

lint: $(BIN)
	$(Q)ETRMS_BIN=$(abspath $(BIN)) bats tests/house

mutants:
	$(Q)N=$(N) SEED=$(SEED) JOBS=$(JOBS) MIN=$(MIN) FULL=$(FULL) perl tests/mutants $(T)

# What is installed, one line each; uninstall reads the same lines.
root     = $(DESTDIR)$(PREFIX)
share   := $(sort $(shell find share -type f 2>/dev/null))
comp     = bash:share/bash-completion/completions/etrms \
           zsh:share/zsh/site-functions/_etrms \
           fish:share/fish/vendor_completions.d/etrms.fish
install: all man
	install -d $(root)/bin $(root)/lib/etrms
	install -m 755 $(BIN) $(root)/bin/etrms
	$(Q)for m in $(module_so) $(absent_so); do \
		install -m 755 $$m $(root)/lib/etrms/ || exit; done
	$(Q)for f in $(share); do \
		install -D -m 644 $$f $(root)/share/etrms/$${f#share/} || exit; done
	$(Q)for d in man1 man7; do install -d $(root)/share/man/$$d; \
		install -m 644 $(B)/man/$$d/* $(root)/share/man/$$d || exit; done
	$(Q)for c in $(comp); do install -d $(root)/$$(dirname $${c#*:}); \
		$(abspath $(BIN)) completion $${c%%:*} >$(root)/$${c#*:} || exit; done

uninstall:
	rm -f $(root)/bin/etrms
	rm -rf $(root)/lib/etrms $(root)/share/etrms
	rm -f $(root)/share/man/man1/etrms.1 $(root)/share/man/man1/etrms-*.1 \
		$(root)/share/man/man7/etrms-*.7
	rm -f $(foreach c,$(comp),$(root)/$(lastword $(subst :, ,$c)))

check-clients: all
	$(Q)ETRMS_BIN=$(abspath $(BIN)) sh tests/clients/run

kill: all
	$(Q)$(MAKE) --no-print-directory check T=kill

clean:
	rm -rf build build-san build-tsan build-cov build-fuzz build-mutants etrms

.PHONY: all tests check check-clients kill fuzz fuzz-run mutants bench lint man install uninstall clean
-include $(lib_obj:.o=.d) $(module_obj:.o=.d) $(cmd_obj:.o=.d) $(unit_obj:.o=.d) $(fuzz_bin:=.d)
