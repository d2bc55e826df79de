# The suites of ./test and the sum of their results. Sourced after setup.sh; $filter says which tests run.

results=artifacts/test-results
passed=0 failed=0 skipped=0
suite=

# A suite is a process group of its own: whatever way it ends, nothing of it stays behind.
trap end_suite EXIT
trap 'exit 130' INT TERM

run_unit() {
  local project
  for project in tests/*.Tests; do
    case $project in
      */Journey.Tests | */House.Tests) ;;
      *) run_suite "$project" ;;
    esac
  done
}

run_journeys() {
  run_suite tests/Journey.Tests
}

# What keeps its data in a database, on the other one.
run_postgres() {
  local project
  for project in tests/Directory.Tests tests/Enrollment.Tests tests/Journey.Tests; do
    MFA_TEST_DATABASE=postgres run_suite "$project" postgres
  done
}

run_house() {
  run_suite tests/House.Tests
  run_check "dotnet format" dotnet format Mfa.sln --verify-no-changes --no-restore
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
    echo "No browser could be installed: nobody looks at the mails." >&2
  fi
}

# run_suite FOLDER [KIND]: one project of tests, of one kind where it runs in several. A suite that ends without counting its tests counts as one failure.
run_suite() {
  local name=${1##*/}${2:+-$2} label="${1##*/}${2:+ ($2)}" started=$SECONDS log trx code=0
  log=$results/$name.log
  trx=$results/$name.trx
  mkdir -p "$results"
  rm -f "$trx"
  printf '%-28s' "$label"
  set -m
  dotnet test "$1" -c Release --no-build ${filter:+--filter "$filter"} --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" --blame-hang-timeout 10m --blame-hang-dump-type none >"$log" 2>&1 </dev/null &
  suite=$!
  set +m
  wait "$suite" || code=$?
  end_suite

  local total executed right wrong
  total=$(counter total "$trx") executed=$(counter executed "$trx") right=$(counter passed "$trx")
  wrong=$((executed - right))
  if (( code != 0 && wrong == 0 )); then
    wrong=1
  fi
  report "$right" "$wrong" $((total - executed)) "$started" "$log"
}

end_suite() {
  if [[ -n $suite ]] && kill -KILL -- "-$suite" 2>/dev/null; then
    echo "Ended what the suite had left running." >&2
  fi
  suite=
}

# run_check NAME COMMAND…: a command whose success counts as one passed test.
run_check() {
  local name=$1 started=$SECONDS log
  log=$results/${name// /-}.log
  shift
  mkdir -p "$results"
  printf '%-28s' "$name"
  if "$@" >"$log" 2>&1 </dev/null; then
    report 1 0 0 "$started" "$log"
  else
    report 0 1 0 "$started" "$log"
  fi
}

# counter NAME FILE: a number of the result file's summary, 0 without one.
counter() {
  local number=''
  if [[ -f $2 ]]; then
    number=$(sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$2")
  fi
  echo "${number:-0}"
}

report() {
  printf '%4s passed %4s failed %4s skipped %5s s\n' "$1" "$2" "$3" $((SECONDS - $4))
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
  if (( $2 > 0 )); then
    cat "$5"
  fi
}

close() {
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  (( failed == 0 && passed > 0 ))
}
