#!/usr/bin/env bash
# opensmtpd.sh UNPACKED FOLDER PORT: OpenSMTPD in namespaces of its own, delivering to FOLDER/maildir.
# In the clear: Debian 12's build (6.8 with OpenSSL 3) fails every handshake in its key process, whatever the key or the version of TLS.
set -euo pipefail
unpacked=$1 folder=$2 port=$3

chmod 711 "$folder"
mkdir -p "$folder/etc" "$folder/maildir"
cp /etc/passwd /etc/group "$folder/etc/"
cat >>"$folder/etc/passwd" <<'USERS'
opensmtpd:x:7001:7001::/:/usr/sbin/nologin
opensmtpq:x:7002:7002::/:/usr/sbin/nologin
vmail:x:7003:7003::/:/usr/sbin/nologin
USERS
printf 'opensmtpd:x:7001:\nopensmtpq:x:7002:\nvmail:x:7003:\n' >>"$folder/etc/group"
mount --bind "$folder/etc/passwd" /etc/passwd
mount --bind "$folder/etc/group" /etc/group
mount -t overlay overlay -o "lowerdir=$unpacked/usr:/usr" /usr
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/spool
mount -t tmpfs tmpfs /var/lib
mkdir -p /var/spool/smtpd /var/lib/opensmtpd/empty
chmod 711 /var/spool/smtpd
chown vmail "$folder/maildir"

cat >"$folder/smtpd.conf" <<CONF
table everybody { "@" = vmail }
listen on 127.0.0.1 port $port hostname localhost
action store maildir "$folder/maildir" virtual <everybody>
match from any for domain "example.hu" action store
CONF
exec smtpd -d -f "$folder/smtpd.conf"
