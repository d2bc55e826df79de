using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mfa.Directories.Audits;

/// <summary>
/// The hash of a checkpoint: SHA-256 of <see cref="Label"/>, the previous checkpoint's hash and the entries since then, in order of their sequence. A member
/// that is absent is one zero byte; one that is there a one, its length in UTF-8 as four bytes and the UTF-8; a number its eight bytes, most significant
/// first, an instant the number of its milliseconds since 1970. So no two lists of entries look alike. (docs/adr/0014)
/// </summary>
internal sealed class AuditChain : IDisposable
{
    private const string Label = "mfa-audit-v1\n";

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public AuditChain(ReadOnlySpan<byte> previous)
    {
        _hash.AppendData(Encoding.ASCII.GetBytes(Label));
        _hash.AppendData(previous);
    }

    /// <summary>What stands before a realm's first checkpoint.</summary>
    public static ReadOnlyMemory<byte> Beginning { get; } = new byte[SHA256.HashSizeInBytes];

    public void Add(AuditEntry entry)
    {
        Text(entry.Realm);
        Number(entry.Sequence);
        Text(entry.Id);
        Text(entry.Type);
        Number(entry.At.ToUnixTimeMilliseconds());
        Number(entry.KeptAt.ToUnixTimeMilliseconds());
        Text(entry.AccountId);
        Text(entry.RelyingParty);
        Text(entry.Subject);
        Text(entry.Session);
        Text(entry.ChallengeId);
        Text(entry.FactorId);
        Text(entry.Factor);
        Text(entry.Purpose);
        Text(entry.Reason);
    }

    /// <summary>The hash of all that was added; nothing can be added after it.</summary>
    public byte[] End() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void Text(string? member)
    {
        if (member is null)
        {
            _hash.AppendData([0]);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(member);
        Span<byte> head = stackalloc byte[5];
        head[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        _hash.AppendData(head);
        _hash.AppendData(bytes);
    }

    private void Number(long member)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, member);
        _hash.AppendData(bytes);
    }
}
