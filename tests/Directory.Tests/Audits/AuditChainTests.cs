using System.Security.Cryptography;
using System.Text;
using Mfa.Directories.Audits;

namespace Mfa.Directories.Tests.Audits;

public sealed class AuditChainTests
{
    private static readonly AuditEntry Entry = new()
    {
        Realm = "quick",
        Sequence = 7,
        Id = "evt_a",
        Type = "x",
        At = DateTimeOffset.FromUnixTimeMilliseconds(1),
        KeptAt = DateTimeOffset.FromUnixTimeMilliseconds(2),
        Reason = "é",
    };

    /// <summary>Written down byte by byte, so that the form can't change unseen: hashes that were signed must be made again for ever.</summary>
    [Fact]
    public void TheFormIsAsItIsWrittenDown()
    {
        byte[] form =
        [
            .. Encoding.ASCII.GetBytes("mfa-audit-v1\n"), .. new byte[32],
            1, 0, 0, 0, 5, .. "quick"u8, 0, 0, 0, 0, 0, 0, 0, 7, 1, 0, 0, 0, 5, .. "evt_a"u8, 1, 0, 0, 0, 1, .. "x"u8,
            0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, .. new byte[8], 1, 0, 0, 0, 2, 0xC3, 0xA9,
        ];
        Assert.Equal(SHA256.HashData(form), HashOf(Entry));
    }

    [Fact]
    public void NoTwoEntriesLookAlike()
    {
        AuditEntry[] others =
        [
            Entry, Copy(reason: ""), Copy(reason: null), Copy(reason: null, purpose: "é"), Copy(type: "xé", reason: null), Copy(sequence: 8), Copy(at: 2), Copy(keptAt: 3),
        ];
        Assert.Distinct(others.Select(other => Convert.ToHexString(HashOf(other))));
        Assert.Equal(HashOf(Entry), HashOf(Copy()));
    }

    private static AuditEntry Copy(string type = "x", string? reason = "é", string? purpose = null, long sequence = 7, long at = 1, long keptAt = 2) => new()
    {
        Realm = "quick",
        Sequence = sequence,
        Id = "evt_a",
        Type = type,
        At = DateTimeOffset.FromUnixTimeMilliseconds(at),
        KeptAt = DateTimeOffset.FromUnixTimeMilliseconds(keptAt),
        Purpose = purpose,
        Reason = reason,
    };

    private static byte[] HashOf(AuditEntry entry)
    {
        using var chain = new AuditChain(AuditChain.Beginning.Span);
        chain.Add(entry);
        return chain.End();
    }
}
