import { type SystemCause, type SystemCode, systemErrorsIn } from '../../core/system-errors.ts';

/** What each code of the operating system, of the network and of TLS means: a part of a sentence. */
export const systemMeanings: Readonly<Record<SystemCode, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota of this user is used up',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the disk is mounted read-only',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  EEXIST: 'it is there already',
  ENOTEMPTY: 'the folder is not empty',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many links lead to one another',
  EXDEV: 'the two places are on different disks',
  EIO: 'the disk or the network drive answers with a fault',
  ENXIO: 'the device does not answer',
  ENODEV: 'the device is gone',
  ESTALE: 'the network drive no longer knows the file',
  EFBIG: 'the file is larger than the disk or the limit of this process allows',
  EINVAL: 'the system does not accept the request',
  ENOTSUP: 'the disk does not support it',
  EOPNOTSUPP: 'the disk does not support it',
  ENOLCK: 'the disk gives no file locks',
  EBUSY: 'it is in use by another program',
  ETXTBSY: 'it is being run by another program',
  EAGAIN: 'it is not available right now',
  EMFILE: 'this process has too many files open',
  ENFILE: 'this machine has too many files open',
  ENOMEM: 'this machine has no memory left',
  ENOBUFS: 'this machine has no memory left for connections',
  ECONNREFUSED: 'the connection was refused, nothing listens at that port',
  ENOTCONN: 'there is no connection',
  ECONNRESET: 'the other side closed the connection',
  ECONNABORTED: 'the connection was broken off',
  EPIPE: 'the other side has closed the connection already',
  UND_ERR_SOCKET: 'the other side closed the connection',
  ETIMEDOUT: 'the other side does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  UND_ERR_HEADERS_TIMEOUT: 'the reply did not begin in time',
  UND_ERR_BODY_TIMEOUT: 'the reply did not end in time',
  EHOSTUNREACH: 'no way leads to that host',
  ENETUNREACH: 'no way leads to that network',
  EHOSTDOWN: 'the host is down',
  ENETDOWN: 'the network of this machine is down',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'no name server answers',
  EAI_FAIL: 'the name server answers with a fault',
  EADDRINUSE: 'the port is taken by another program',
  EADDRNOTAVAIL: 'the address is not one of this machine, or no port is free',
  EMSGSIZE: 'the answer is far too long',
  UND_ERR_HTTP_PARSER: 'what answers does not speak HTTP as it is written',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the reply are too long',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the reply is not as long as its Content-Length says',
  CERT_HAS_EXPIRED: 'the certificate has expired, by the clock of this machine',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet, by the clock of this machine',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by the host itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is signed by an authority that this machine does not know',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate of an authority in between is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'this machine does not know the authority that signed the certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server does not send the certificate of the authority that signed its own',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is that of another host',
  CERT_REVOKED: 'the certificate has been revoked',
  CERT_REJECTED: 'the certificate is marked as not to be trusted',
  CERT_UNTRUSTED: 'the certificate is not trusted',
  INVALID_CA: 'the certificate is signed by what is no authority',
  INVALID_PURPOSE: 'the certificate is not one of a server',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what answers does not speak TLS',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'what answers takes no version of TLS that this machine speaks',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'what answers and this machine have no way of encryption in common',
};

const WAY = 'tim-unread doctor --online says how far a call gets.';

/** Why a code comes, and what to do, for `explain` and the page of codes. */
export const systemCauses: Readonly<Record<SystemCause, { readonly why: string; readonly next: string }>> = {
  room: {
    why: 'The disk of the state folder, or the quota on it, is full; a disk can also be out of inodes (df -i).',
    next: 'Make room, or have the quota raised; then the same command goes on. A new run can have its folder elsewhere: --state-dir DIR.',
  },
  right: {
    why: 'The file or the folder belongs to another user, often because of sudo before; or a firewall, a sandbox or SELinux does not let the call out.',
    next: 'Look at the owner with ls -ld, and correct it with chown or chmod; or give another place: --state-dir DIR. Of a connection: let node through the firewall.',
  },
  'read-only': {
    why: 'The disk is mounted read-only: a CD, a mounted image, a container, or a disk that has had a fault.',
    next: 'Give a place that can be written: --state-dir DIR.',
  },
  place: {
    why: 'A path is mistyped, or what it names was moved or deleted meanwhile.',
    next: 'Check the path in the message with ls -ld, one folder after the other.',
  },
  disk: {
    why: 'The disk is broken or was taken out, a network drive has gone away, or a file is beyond a limit (ulimit -f).',
    next: 'Check the disk (dmesg) and the network drive; then the same command goes on. Better keep the state folder on a disk of this machine: --state-dir DIR.',
  },
  unfit: {
    why: 'The file system, often that of a network drive or of a shared folder, cannot do what is needed; or a name has signs that it does not take.',
    next: 'Keep the state folder on a disk of this machine: --state-dir DIR.',
  },
  busy: {
    why: 'Another program holds it: an editor, a spreadsheet, a virus scanner, a backup.',
    next: 'Close that program, and type the same command again.',
  },
  'open-files': {
    why: 'The limit on open files and connections is reached.',
    next: 'Raise it: ulimit -n 1024 (LimitNOFILE=1024 for a service); then the same command goes on.',
  },
  memory: {
    why: 'Other programs take the memory of this machine, or its container has little.',
    next: 'Close other programs, or give the container more; then the same command goes on.',
  },
  refused: {
    why: 'The host is there, but no program listens at the port: the port is wrong, or the service (also a simulator, a Redis or a proxy) is not running.',
    next: `Check the host and the port of --endpoint, HTTPS_PROXY or --redis, and that the service runs. ${WAY}`,
  },
  closed: {
    why: 'A proxy, a firewall or the service ended the connection, as happens with connections that were kept open for long; or what reads the output has gone (| head).',
    next: `Nothing, it is tried again. If it stays so, check the proxy and the firewall. ${WAY}`,
  },
  silent: {
    why: 'A firewall swallows the packets, the host is down, or the network is very slow.',
    next: `Check the network, the firewall and the proxy (HTTPS_PROXY); on a slow network raise --timeout. ${WAY}`,
  },
  unreachable: {
    why: 'This machine has no network, no route to that address, or no IPv6.',
    next: `Check the network, the VPN and the proxy (HTTPS_PROXY). ${WAY}`,
  },
  name: {
    why: 'The name of the host is mistyped, or this machine has no name server that knows it: without network, or where only a proxy looks names up.',
    next: `Check --endpoint, --region and the network; behind a proxy set HTTPS_PROXY. ${WAY}`,
  },
  port: {
    why: 'A simulator or another program listens at that port already.',
    next: 'End it, or give another port: --port 0 takes one that is free.',
  },
  'local-ports': {
    why: 'All ports of this machine for connections are in use, or the address in the settings is that of another machine.',
    next: 'Close programs that hold many connections, or lower --concurrency.',
  },
  'odd-reply': {
    why: 'The host is not the API: another service, a login page of the network, or a proxy that changes replies.',
    next: `Check --endpoint, --region and what stands between this machine and the target. ${WAY}`,
  },
  clock: {
    why: 'The clock of this machine is wrong, or the certificate of the service was not renewed.',
    next: 'Set the clock of this machine right. If it is right, ask whoever runs the service; the check cannot be switched off.',
  },
  authority: {
    why: 'A proxy of the company, or a virus scanner, opens TLS and signs with a certificate of its own; or what answers is not the API.',
    next: 'Ask the network’s administrator for that certificate, a PEM file, and set NODE_EXTRA_CA_CERTS=FILE in the environment. The check cannot be switched off. Without such a proxy check --endpoint.',
  },
  'other-host': {
    why: 'The host in --endpoint is not the one of the certificate; or a login page of the network answers.',
    next: 'Check the host of --endpoint; in a network with a login page open any page in a browser first.',
  },
  certificate: {
    why: 'The certificate of the service is not in order, or a proxy puts in one of its own.',
    next: 'Check --endpoint; ask whoever runs that service, or the network’s administrator where a proxy opens TLS.',
  },
  'no-tls': {
    why: 'The port is one without TLS, or the proxy in HTTPS_PROXY is named with https:// and speaks no TLS itself.',
    next: 'Check the host and the port of --endpoint; write HTTPS_PROXY=http://host:port (what is sent through it is encrypted all the same).',
  },
  'tls-refused': {
    why: 'What answers is old, or a proxy or gateway stands between that takes no TLS of today.',
    next: 'Check --endpoint; ask the network’s administrator where a proxy or a gateway stands in between.',
  },
};

/** @param said - the text of an error of the system @returns it in plain words, with its codes to search for */
export const systemText = (said: string): string => {
  const found = systemErrorsIn(said);
  if (found.length === 0) return said;
  return found.map(({ code, at }) => `${systemMeanings[code]} (${[code, ...at].join(' ')})`).join('; ');
};
