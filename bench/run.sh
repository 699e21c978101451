#!/usr/bin/env bash
# Measure Headlight against its peers, in environments of their own. One thread, loopback only.
set -euo pipefail
cd "$(dirname "$0")/.."
make_environment() { # its folder, its requirements
    if ! cmp -s "$2" "$1/installed.txt"; then
        rm -rf "$1"
        "${PYTHON:-python3}" -m venv "$1"
        "$1/bin/pip" install --quiet ${TORCH_INDEX_URL:+--index-url "$TORCH_INDEX_URL"} "$(grep '^torch==' requirements.txt)"
        "$1/bin/pip" install --quiet -r "$2"
        cp "$2" "$1/installed.txt"
    fi
}
environment=bench/.venv
make_environment "$environment" bench/requirements.txt
make_environment bench/.venv-transformer-lens bench/requirements-transformer-lens.txt
export OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1
status=0
"$environment/bin/python" -m bench.speed || status=1
"$environment/bin/python" -m bench.ablation || status=1
"$environment/bin/python" -m bench.attribution || status=1
bench/.venv-transformer-lens/bin/python -m bench.adapters || status=1
"$environment/bin/python" -m bench.reruns || status=1
"$environment/bin/python" -m bench.memory || status=1
CHROMIUM="$(tools/find_chromium.sh)" && export CHROMIUM
"$environment/bin/python" -m bench.cold_start || status=1
"$environment/bin/python" -m bench.canvas || status=1
exit "$status"
