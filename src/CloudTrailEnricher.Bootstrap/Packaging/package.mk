# Compiles the Bootstrap ahead of time and lays out what Lambda gets. "sam build" runs the target build-FUNCTION for each function of
# the template, with ARTIFACTS_DIR set. The functions share one package, so all but the first are copies.
#
# Needs the .NET SDK and clang. For the other architecture, Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross lld (from x86-64),
# or gcc-x86-64-linux-gnu libc6-dev-amd64-cross lld (from arm64).

# Lambda's runtime provided.al2023 has this version of glibc.
LAMBDA_GLIBC := 2.34

project := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)
package := $(project)/obj/package/$(ARCHITECTURE)
rid := $(if $(filter arm64,$(ARCHITECTURE)),linux-arm64,linux-x64)
machine := $(if $(filter arm64,$(ARCHITECTURE)),aarch64,x86_64)
ifneq ($(machine),$(shell uname -m))
  cross := -p:LinkerFlavor=lld -p:ObjCopyName=$(machine)-linux-gnu-objcopy
endif

.PHONY: package
package:
	dotnet publish "$(project)" -c Release -r $(rid) -p:PublishAot=true $(cross) -o "$(package)"
	@needed=$$(grep -aoE 'GLIBC_2\.[0-9]+' "$(package)/bootstrap" | cut -d_ -f2 | sort -V | tail -1); \
	newest=$$(printf '%s\n' "$$needed" $(LAMBDA_GLIBC) | sort -V | tail -1); \
	[ "$$newest" = $(LAMBDA_GLIBC) ] || { \
	  rm -r "$(package)"; \
	  echo "package: bootstrap needs glibc $$needed, and Lambda has $(LAMBDA_GLIBC); build on Amazon Linux 2023 or Debian 12" >&2; \
	  exit 1; \
	}

build-%: package
	mkdir -p "$(ARTIFACTS_DIR)"
	cp "$(package)/bootstrap" "$(package)/amazon-roots.pem" "$(ARTIFACTS_DIR)"
