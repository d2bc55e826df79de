# What run and test need on a fresh machine. Sourced; expects to be in the repository's root. PostgreSQL only where $with_postgres says so.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# With MFA_FULL_FEED=1 every dotnet command takes the packages of the full feed, in a folder of their own; the local engine runs what is built.
export MFA_ARTIFACTS=artifacts
if [[ ${MFA_FULL_FEED:-} == 1 ]]; then
  export FullFeed=true AppHostEngine=Local MFA_ARTIFACTS=artifacts-full-local
fi

set_up() {
  install_packages
  install_mailbox
  check_sdk
  build
}

# The system runs servers of its own. One that Debian already runs is left alone, and none is started by installing its package: RUNLEVEL=1 tells
# Debian's scripts so.
install_packages() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v oathtool >/dev/null || missing+=(oathtool)
  command -v zbarimg >/dev/null || missing+=(zbar-tools)
  command -v openssl >/dev/null || missing+=(openssl)
  command -v curl >/dev/null || missing+=(curl)
  command -v jq >/dev/null || missing+=(jq)
  command -v epmd >/dev/null && [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server || -n $(command -v rabbitmq-server) ]] || missing+=(rabbitmq-server)
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  command -v setpriv >/dev/null || missing+=(util-linux)
  if [[ -n ${with_postgres:-} ]] && ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && ! command -v postgres >/dev/null; then
    missing+=(postgresql)
  fi
  if (( ${#missing[@]} == 0 )); then
    return
  fi

  local as_root=()
  if (( EUID != 0 )); then
    as_root=(sudo)
  fi
  if ! command -v apt-get >/dev/null || { (( EUID != 0 )) && ! command -v sudo >/dev/null; }; then
    fail "These packages are missing: ${missing[*]}. Install them, or run this as root on Debian or Ubuntu."
  fi

  quietly "Updating the package lists" "${as_root[@]}" apt-get update
  if [[ ${missing[*]} == *postgresql* ]]; then
    # Installing the server makes a cluster of the machine's own, unless it is told not to before.
    quietly "Installing postgresql-common" "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-common
    quietly "Asking for no cluster" "${as_root[@]}" sed -i 's/^#* *create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  quietly "Installing ${missing[*]}" "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# The mail server of a developer's machine, exactly as its lock file says.
install_mailbox() {
  local lock=eng/mailbox/package-lock.json installed=eng/mailbox/node_modules/.package-lock.json
  if [[ ! -f $installed || $lock -nt $installed ]]; then
    quietly "Installing the mailbox" npm ci --prefix eng/mailbox --ignore-scripts --no-audit --no-fund
    touch "$installed"
  fi
}

check_sdk() {
  local wanted found
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
  command -v dotnet >/dev/null || fail "The .NET SDK $wanted is missing: https://dotnet.microsoft.com/download"
  if ! dotnet --version >/dev/null 2>&1; then
    found=$(dotnet --list-sdks | cut -d' ' -f1 | xargs)
    fail "The .NET SDK $wanted, or a later patch of it, is missing (found: ${found:-none}): https://dotnet.microsoft.com/download"
  fi
}

# No build server: nothing stays behind when the script ends.
build() {
  quietly "Restoring packages" dotnet restore Mfa.sln -nodeReuse:false
  quietly "Building" dotnet build Mfa.sln -c Release --no-restore -nodeReuse:false -p:UseSharedCompilation=false
}

# quietly WHAT COMMAND…: one line of progress; the command's output only if it fails.
quietly() {
  local what=$1 log started=$SECONDS
  shift
  log=$(mktemp)
  printf '%s … ' "$what" >&2
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s s\n' $((SECONDS - started)) >&2
    rm -f "$log"
    return
  fi
  printf 'failed\n' >&2
  cat "$log" >&2
  rm -f "$log"
  exit 1
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}
