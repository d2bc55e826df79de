using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mfa.Directories.Signatures;

internal enum Revocation
{
    Good,
    Revoked,

    /// <summary>No current list of the issuer is there.</summary>
    Unknown,
}

/// <summary>The revocation lists of a folder, read again whenever a file there is another than before.</summary>
internal sealed partial class CertificateLists(string folder, ILogger logger)
{
    private static readonly string[] Extensions = [".crl", ".pem"];

    private readonly Lock _reading = new();
    private readonly ConcurrentDictionary<string, bool> _missing = new(StringComparer.Ordinal);
    private string _seen = "";
    private CertificateList[] _lists = [];

    public Revocation StateOf(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now)
    {
        var list = Current().Where(list => list.From <= now && now < list.Until && list.IsOf(issuer)).MaxBy(list => list.From);
        if (list is not null)
        {
            _missing.TryRemove(issuer.Subject, out _);
            return list.Revokes(certificate) ? Revocation.Revoked : Revocation.Good;
        }

        if (_missing.TryAdd(issuer.Subject, true))
            Log.Missing(logger, issuer.Subject, folder);
        return Revocation.Unknown;
    }

    private CertificateList[] Current()
    {
        lock (_reading)
        {
            FileInfo[] files = Directory.Exists(folder)
                ? [.. new DirectoryInfo(folder).EnumerateFiles().Where(file => Extensions.Contains(file.Extension)).OrderBy(file => file.Name, StringComparer.Ordinal)]
                : [];
            var seen = string.Join('\n', files.Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
            if (seen != _seen)
                (_lists, _seen) = ([.. files.Select(Read).OfType<CertificateList>()], seen);
            return _lists;
        }
    }

    private CertificateList? Read(FileInfo file)
    {
        try
        {
            return CertificateList.Read(BytesOf(File.ReadAllBytes(file.FullName)));
        }
        catch (Exception failure) when (failure is AsnContentException or CryptographicException or IOException or UnauthorizedAccessException or FormatException)
        {
            Log.Unreadable(logger, file.FullName, failure.GetType().Name);
            return null;
        }
    }

    private static byte[] BytesOf(byte[] file)
    {
        if (!file.AsSpan().StartsWith("-----BEGIN"u8))
            return file;
        var text = Encoding.ASCII.GetString(file);
        return PemEncoding.TryFind(text, out var pem) ? Convert.FromBase64String(text[pem.Base64Data]) : [];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "No current revocation list of {Issuer} is in {Folder}: signatures under it are refused with 503 until there is")]
        public static partial void Missing(ILogger logger, string issuer, string folder);

        [LoggerMessage(2, LogLevel.Error, "{File} is no revocation list that can be used ({Cause})")]
        public static partial void Unreadable(ILogger logger, string file, string cause);
    }
}
