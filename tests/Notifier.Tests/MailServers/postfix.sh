#!/usr/bin/env bash
# postfix.sh UNPACKED FOLDER PORT: Postfix with STARTTLS and sign-in required, in namespaces of its own, delivering to FOLDER/maildir.
# FOLDER holds server.pem and server.key. The sign-in is notifier / correct horse.
set -euo pipefail
unpacked=$1 folder=$2 port=$3

chmod 711 "$folder"
mkdir -p "$folder/etc" "$folder/config" "$folder/maildir"
cp /etc/passwd /etc/group "$folder/etc/"
echo 'postfix:x:7004:7004::/:/usr/sbin/nologin' >>"$folder/etc/passwd"
printf 'postfix:x:7004:\npostdrop:x:7005:\n' >>"$folder/etc/group"
mount -t overlay overlay -o "lowerdir=$unpacked/usr:/usr" /usr
printf 'correct horse' | saslpasswd2 -p -c -f "$folder/etc/sasldb2" -u localhost notifier
chmod 644 "$folder/etc/sasldb2"
mount -t overlay overlay -o "lowerdir=$folder/etc:/etc" /etc
mount -t tmpfs tmpfs /var/spool
mount -t tmpfs tmpfs /var/lib
mkdir -p /var/spool/postfix /var/lib/postfix
chown postfix /var/lib/postfix
chown 7004:7004 "$folder/maildir"

cat >"$folder/config/main.cf" <<CONF
compatibility_level = 3.6
meta_directory = $folder/config
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = /dev/stdout
virtual_mailbox_domains = example.hu
virtual_mailbox_base = $folder
virtual_mailbox_maps = static:maildir/
virtual_minimum_uid = 1000
virtual_uid_maps = static:7004
virtual_gid_maps = static:7004
smtpd_tls_cert_file = $folder/server.pem
smtpd_tls_key_file = $folder/server.key
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = localhost
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
alias_maps =
local_recipient_maps =
CONF
cat >"$folder/config/master.cf" <<CONF
127.0.0.1:$port inet n - n - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
proxymap  unix - - n - - proxymap
error     unix - - n - - error
virtual   unix - n n - - virtual
anvil     unix - - n - 1 anvil
postlog   unix-dgram n - n - 1 postlogd
CONF

cp "$unpacked"/etc/postfix/postfix-files "$unpacked"/usr/share/postfix/dynamicmaps.cf "$folder/config/"
mkdir -p "$folder/config/postfix-files.d" "$folder/config/dynamicmaps.cf.d"
exec postfix -c "$folder/config" start-fg
