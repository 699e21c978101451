#!/usr/bin/env bash
# Measure Headlight against its peers, in an environment of its own. One thread, loopback only.
set -euo pipefail
cd "$(dirname "$0")/.."
environment=bench/.venv
if ! cmp -s bench/requirements.txt "$environment/installed.txt"; then
    rm -rf "$environment"
    "${PYTHON:-python3}" -m venv "$environment"
    "$environment/bin/pip" install --quiet ${TORCH_INDEX_URL:+--index-url "$TORCH_INDEX_URL"} "$(grep '^torch==' requirements.txt)"
    "$environment/bin/pip" install --quiet -r bench/requirements.txt
    cp bench/requirements.txt "$environment/installed.txt"
fi
export OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1
status=0
"$environment/bin/python" -m bench.speed || status=1
"$environment/bin/python" -m bench.ablation || status=1
"$environment/bin/python" -m bench.attribution || status=1
"$environment/bin/python" -m bench.reruns || status=1
CHROMIUM="$(tools/find_chromium.sh)" "$environment/bin/python" -m bench.canvas || status=1
exit "$status"
