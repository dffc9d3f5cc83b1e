# install.sh: sourced by ./run and ./test: installs what is missing, by
# ordinary package names, and asks for the right to do so once.

# Names that are not installed, one a line.
missing_packages() {
    local name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null |
            grep -qx installed || echo "$name"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "These need the rights of root: $*" >&2
        echo "Run them yourself, or install sudo, and start again." >&2
        return 1
    fi
}

# install_packages NAME...: quiet when all are there.
install_packages() {
    local missing
    missing=$(missing_packages "$@")
    # A node of another make brings its own npm: both or neither.
    if command -v node >/dev/null && command -v npm >/dev/null; then
        missing=$(grep -vx -e nodejs -e npm <<<"$missing" || true)
    fi
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null || {
        echo "This is no Debian or Ubuntu. Install by hand:" $missing >&2
        return 1
    }
    echo "Installing:" $missing
    as_root env DEBIAN_FRONTEND=noninteractive sh -c '
        apt-get update -q >/dev/null &&
        apt-get install -y -q --no-install-recommends "$@" >/dev/null' \
        sh $missing || {
        echo "The packages could not be installed." >&2
        return 1
    }
}

# install_browser_files [dev]: the npm packages of package-lock.json.
install_browser_files() {
    local stamp=node_modules/.installed-run omit=--omit=dev
    if [ "${1:-}" = dev ]; then
        stamp=node_modules/.installed-dev omit=
    fi
    if [ node_modules/.installed-dev -nt package-lock.json ] ||
        [ "$stamp" -nt package-lock.json ]; then
        return 0
    fi
    echo "Installing the browser's files"
    npm ci $omit --omit=optional --ignore-scripts --no-audit --no-fund \
        --loglevel=error >/dev/null || {
        echo "npm could not install the browser's files." >&2
        return 1
    }
    touch "$stamp"
}

BUILD_PACKAGES="gcc libc6-dev meson ninja-build pkg-config python3 nodejs npm
    libsodium-dev libsqlite3-dev libpq-dev libssl-dev libmicrohttpd-dev
    libjansson-dev libcyaml-dev libyaml-dev libunistring-dev libqrencode-dev liboath-dev
    libzxcvbn-dev libcurl4-openssl-dev libcairo2-dev libpango1.0-dev
    fonts-dejavu-core"
TEST_PACKAGES="libcmocka-dev postgresql chromium clang libclang-rt-dev clang-tidy
    cppcheck binutils openssl nginx-light poppler-utils qpdf systemd
    libseccomp2"
