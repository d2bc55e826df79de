using System.Security.Cryptography;
using Mfa.Directories.Audits;
using Microsoft.IdentityModel.Tokens;

namespace Mfa.Mfactl.Tests.Audit;

/// <summary>Whoever holds the database can change it; whoever holds the public keys sees that.</summary>
public sealed class VerifyAuditTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AWholeLogIsWhole()
    {
        using var desk = new Desk();
        var database = await LogAsync(desk);

        var said = (await VerifyAsync(desk, database, "--json")).Ended(0);

        Assert.Equal((6, 2, 1), (Number(said, "covered"), Number(said, "checkpoints"), Number(said, "waiting")));
    }

    [Theory]
    [InlineData("UPDATE AuditEvents SET Reason = 'nothing' WHERE Sequence = 2")]
    [InlineData("DELETE FROM AuditEvents WHERE Sequence = 5")]
    [InlineData("DELETE FROM AuditCheckpoints WHERE Number = 1")]
    [InlineData("UPDATE AuditCheckpoints SET Sequence = 2 WHERE Number = 1")]
    public async Task AChangedLogIsNot(string change)
    {
        using var desk = new Desk();
        var database = await LogAsync(desk);
        await DirectoryFile.TamperAsync(desk, change);

        Assert.Contains("not whole", (await VerifyAsync(desk, database)).Ended(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckpointsOfAnotherKeyAreNone()
    {
        using var desk = new Desk();
        var database = await LogAsync(desk);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        desk.Write("audit-1.pem", other.ExportSubjectPublicKeyInfoPem());

        Assert.Contains("signature of checkpoint 1", (await VerifyAsync(desk, database)).Ended(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutKeysNothingIsVerified()
    {
        using var desk = new Desk();
        var database = await LogAsync(desk);
        File.Delete(desk.At("audit-1.pem"));

        (await VerifyAsync(desk, database)).Ended(2);
    }

    /// <summary>Six entries under two checkpoints, and one that waits.</summary>
    private static async Task<string> LogAsync(Desk desk)
    {
        var database = await DirectoryFile.CreateAsync(desk);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        desk.Write("audit-1.pem", key.ExportSubjectPublicKeyInfoPem());
        AuditEntry[] entries = [.. Enumerable.Range(1, 7).Select(sequence => new AuditEntry
        {
            Realm = "r", Sequence = sequence, Id = $"evt_{sequence}", Type = "account.locked", At = At, KeptAt = At, Reason = $"ticket {sequence}",
        })];
        await using var db = DirectoryFile.Open(desk);
        db.AddRange(entries);
        AuditCheckpoint? before = null;
        foreach (var part in entries.Take(6).Chunk(3))
        {
            using var chain = new AuditChain(before?.Hash ?? AuditChain.Beginning.ToArray());
            foreach (var entry in part)
                chain.Add(entry);
            db.Add(before = CheckpointSignatures.Sign("r", before, part[^1].Sequence, chain.End(), At, new ECDsaSecurityKey(key)));
        }

        await db.SaveChangesAsync();
        return database;
    }

    private static Task<Said> VerifyAsync(Desk desk, string database, params string[] more) =>
        desk.RunAsync(["audit", "verify", "--database", database, "--realm", "r", "--keys", desk.Home, .. more]);

    private static int Number(Said said, string member) => said.Json[member]!.GetValue<int>();
}
