# The suites of ./test and the sum of their results. Sourced after setup.sh; $filter says which tests run.

results=artifacts/test-results
passed=0 failed=0 skipped=0

# How many suites run side by side: much of what they do is wait.
lanes=2

# Most of these processes live for a minute: to measure how they could be faster later costs more than it brings.
export DOTNET_TieredPGO=0

# What is running: the process group of each, to its name, its line and when it began.
declare -A running=()

# A suite is a process group of its own: whatever way it ends, nothing of it stays behind.
trap 'end "${!running[@]}"' EXIT
trap 'exit 130' INT TERM

run_unit() {
  local project
  for project in tests/*.Tests; do
    case $project in
      */Journey.Tests | */Portal.Tests | */House.Tests | */Gateway.Tests) ;;
      */Directory.Tests | */Notifier.Tests) if [[ -n $filter ]]; then start_suite "$project"; else run_alone "$project"; fi ;;
      *) start_suite "$project" ;;
    esac
  done
  # To the tenth of a second it measures how long a caller waits for a service that hangs.
  run_alone tests/Gateway.Tests
}

run_journeys() {
  run_alone tests/Journey.Tests
}

# The sample portal in a real browser, on a system of its own.
run_portal() {
  run_alone tests/Portal.Tests
}

# What keeps its data in a database, on the other one.
run_postgres() {
  local project
  for project in tests/Directory.Tests tests/Enrollment.Tests tests/Journey.Tests; do
    MFA_TEST_DATABASE=postgres run_alone "$project" postgres
  done
}

run_house() {
  start_suite tests/House.Tests
  # The build has looked at the style of everything already (EnforceCodeStyleInBuild): here spaces are enough, with the slow tests it is all.
  start dotnet-format "dotnet format" dotnet format ${filter:+whitespace} Mfa.sln --verify-no-changes --no-restore
}

# What a person approves, written anew from the system as it is.
renew_openapi() {
  MFA_UPDATE_OPENAPI=1 dotnet test tests/Journey.Tests -c Release --no-build --filter FullyQualifiedName~TheCommittedDocumentIsTheServicesOwn
}

renew_mails() {
  MFA_UPDATE_MAILS=1 dotnet test tests/Notifier.Tests -c Release --no-build --filter FullyQualifiedName~ApprovedMailTests
}

renew_settings() {
  MFA_UPDATE_SETTINGS=1 dotnet test tests/House.Tests -c Release --no-build --filter FullyQualifiedName~TheTableTellsWhatTheSourcesRead
}

# Without a browser the tests that need one are counted as skipped, and say why.
install_browser() {
  if ! eng/browser.sh >/dev/null; then
    echo "No browser could be installed: nobody looks at the portal and the mails." >&2
  fi
}

# run_alone FOLDER [KIND]: where time is measured, or a system told how fast it has to be.
run_alone() {
  await_all
  start_suite "$@"
  await_all
}

# start_suite FOLDER [KIND]: one project of tests, of one kind where it runs in several.
start_suite() {
  local name=${1##*/}${2:+-$2}
  rm -f "$results/$name.trx"
  start "$name" "${1##*/}${2:+ ($2)}" dotnet test "$1" -c Release --no-build ${filter:+--filter "$filter"} --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --blame-hang-timeout 10m --blame-hang-dump-type none
}

# start NAME LABEL COMMAND…: as soon as a lane is free.
start() {
  local name=$1 label=$2
  shift 2
  while (( ${#running[@]} >= lanes )); do
    await_one
  done
  mkdir -p "$results"
  printf '%-28s begins\n' "$label"
  set -m
  "$@" >"$results/$name.log" 2>&1 </dev/null &
  set +m
  running[$!]="$name|$label|$SECONDS"
}

await_all() {
  while (( ${#running[@]} > 0 )); do
    await_one
  done
}

# Counts what one of them did. A suite that ends without counting its tests is one failure; a command that is no suite counts as one test.
await_one() {
  local ended code=0 name label started trx total=1 executed=1 right=1 wrong
  wait -n -p ended "${!running[@]}" || code=$?
  IFS='|' read -r name label started <<<"${running[$ended]}"
  unset "running[$ended]"
  end "$ended"

  trx=$results/$name.trx
  if [[ $name == *.Tests* ]]; then
    total=$(counter total "$trx") executed=$(counter executed "$trx") right=$(counter passed "$trx")
  elif (( code != 0 )); then
    right=0
  fi
  wrong=$((executed - right))
  if (( code != 0 && wrong == 0 )); then
    wrong=1
  fi
  report "$label" "$right" "$wrong" $((total - executed)) "$started" "$results/$name.log"
}

# end GROUP…: whatever is left of them.
end() {
  local group
  for group in "$@"; do
    if kill -KILL -- "-$group" 2>/dev/null; then
      echo "Ended what a suite had left running." >&2
    fi
  done
}

# counter NAME FILE: a number of the result file's summary, 0 without one.
counter() {
  local number=''
  if [[ -f $2 ]]; then
    number=$(sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2")
  fi
  echo "${number:-0}"
}

# report LABEL RIGHT WRONG SKIPPED STARTED LOG
report() {
  printf '%-28s%5s passed %4s failed %4s skipped %5s s\n' "$1" "$2" "$3" "$4" $((SECONDS - $5))
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
  if (( $3 > 0 )); then
    cat "$6"
  fi
}

close() {
  await_all
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  (( failed == 0 && passed > 0 ))
}
