# Each target sets up what it needs. `make` alone says what there is.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo test check fuzz bench soak

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

demo: ## show what works, on the shipped data of Qingdao
	@cargo build --quiet --locked -p haiou -p simulator --bins
	@tools/demo

test: ## set up, build and run every test; the last line is the total
	@tools/run-tests

check: ## format, lints and documentation, as CI demands them
	cargo fmt --all --check
	cargo fmt --manifest-path fuzz/Cargo.toml --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --document-private-items
	tools/check-dependencies

fuzz: ## fuzz every reader for FUZZ_SECONDS each (60)
	@tools/setup-tests
	@tools/fuzz-build
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-60} FUZZ_SEED=$${FUZZ_SEED:-0} tools/fuzz-run

bench: ## measure ours beside each baseline; writes target/bench.md
	cargo run --release --locked -p bench

soak: ## fuzz and properties for SOAK_MINUTES (30); writes docs/soak.md
	@tools/soak
