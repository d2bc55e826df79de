using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Mfa.Enrollments.Domain;
using Mfa.Enrollments.Storage;

namespace Mfa.Enrollments.Tests.Storage;

public sealed class RecoveryCodesTests : IDisposable
{
    private const int Sets = 2_000;

    private static readonly FactorAccount Account = new() { Realm = "quick", AccountId = "acc_a" };

    private readonly string _folder = Directory.CreateTempSubdirectory("mfa-keys-").FullName;
    private readonly TestKeys _keys;

    public RecoveryCodesTests() => _keys = new TestKeys(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NoCodeComesTwiceAndNoHashEither()
    {
        var codes = Codes();
        var made = Enumerable.Range(0, Sets).SelectMany(_ => codes.Make(Account, default)).ToArray();

        Assert.Equal(Sets * RecoveryCodes.Count, made.Length);
        Assert.Equal(made.Length, made.Select(code => code.Shown.Reveal()).Distinct().Count());
        Assert.Equal(made.Length, made.Select(code => Convert.ToHexString(code.Kept.Hash)).Distinct().Count());
        Assert.Equal(made.Length, made.Select(code => code.Kept.Id).Distinct().Count());
        Assert.All(made, code => Assert.Equal(32, code.Kept.Hash.Length));
        // Every one of 32 characters at every place: nothing of the 80 bits stands still.
        Assert.All(Enumerable.Range(0, 19).Where(place => place % 5 != 4), place => Assert.Equal(32, made.Select(code => code.Shown.Reveal()[place]).Distinct().Count()));
    }

    /// <summary>However it is written, a code is found, and only its own row.</summary>
    [Fact]
    public void ACodeIsItselfHoweverItIsWritten()
    {
        var codes = Codes();
        var made = codes.Make(Account, default);
        var writings = from at in Gen.Choose(0, RecoveryCodes.Count - 1)
                       from choices in Gen.Choose(0, 3).ArrayOf(16)
                       select (At: at, Text: Rewrite(made[at].Shown.Reveal(), choices));

        Prop.ForAll(writings.ToArbitrary(), writing =>
            ReferenceEquals(codes.Find(made.Select(code => code.Kept), CrockfordCode.Read(writing.Text)!, "chl"), made[writing.At].Kept)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void NoOtherCodeIsFound()
    {
        var codes = Codes();
        var (mine, theirs) = (codes.Make(Account, default), codes.Make(new() { Realm = "quick", AccountId = "acc_b" }, default));

        Assert.All(theirs, code => Assert.Null(codes.Find(mine.Select(m => m.Kept), CrockfordCode.Read(code.Shown.Reveal())!, "chl")));
        var bits = CrockfordCode.Read(mine[0].Shown.Reveal())!;
        for (var i = 0; i < bits.Length * 8; i++)
        {
            bits[i / 8] ^= (byte)(1 << (i % 8));
            Assert.Null(codes.Find(mine.Select(m => m.Kept), bits, "chl"));
            bits[i / 8] ^= (byte)(1 << (i % 8));
        }

        Assert.NotNull(codes.Find(mine.Select(m => m.Kept), bits, "chl"));
    }

    [Fact]
    public void AnOlderKeysCodesStayGoodAndWithoutItNoneIsTakenForRight()
    {
        var made = Codes().Make(Account, default);
        var (kept, given) = (made.Select(code => code.Kept).ToArray(), CrockfordCode.Read(made[4].Shown.Reveal())!);
        TestKeys.AddSymmetric(_keys.Own, "revocation-2");

        Assert.Same(made[4].Kept, Codes().Find(kept, given, "chl"));
        Assert.All(Codes().Make(Account, default), code => Assert.Equal(2, code.Kept.KeyVersion));

        File.Delete(Path.Combine(_keys.Own, "revocation-1.key"));
        Assert.ThrowsAny<CryptographicException>(() => Codes().Find(kept, given, "chl"));
    }

    private RecoveryCodes Codes() => new(_keys.Folder());

    private static string Rewrite(string code, int[] choices) => string.Concat(code.Where(c => c != '-').Zip(choices, (character, choice) => (choice, character) switch
    {
        (1, _) => char.ToLowerInvariant(character) + "-",
        (2, '1') => "l",
        (3, '1') => "I",
        (2, '0') => "o",
        (3, '0') => "O",
        (3, _) => "-" + character,
        _ => character.ToString(),
    }));
}
