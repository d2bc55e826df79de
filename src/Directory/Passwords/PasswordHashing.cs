using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Mfa.Directories.Domain;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Mfa.Directories.Passwords;

/// <summary>
/// Passwords as they are kept: PBKDF2-HMAC-SHA512 in the framework's format 3, over HMAC(pepper, NFC of the password). A look at a password takes the
/// realm's number of iterations whatever is stored, and also when nothing is.
/// </summary>
internal sealed class PasswordHashing(DirectoryKeys keys, HashingSlots slots)
{
    /// <summary>Format 3: a marker (1), the function (4), the iterations (4), the salt's length (4), the salt, the hash; big-endian, in base64.</summary>
    private const int IterationsOffset = 5;
    private static readonly byte[] AnySalt = new byte[16];

    private readonly SymmetricKeys _pepper = keys.Pepper;
    private readonly ConcurrentDictionary<int, PasswordHasher<Account>> _hashers = new();
    private readonly ConcurrentDictionary<int, string> _dummies = new();

    /// <summary>Told before anything is counted or written for a password that could not be looked at anyway.</summary>
    public bool IsOverloaded => slots.AreTaken;

    /// <returns>Null: overloaded.</returns>
    public async Task<PasswordHash?> HashAsync(SecretText password, Realm realm, CancellationToken stop)
    {
        var hasher = HasherOf(realm.Passwords.Iterations);
        var peppered = Pepper(password, _pepper.Current);
        var text = "";
        return await slots.RunAsync(() => text = hasher.HashPassword(null!, peppered), stop) ? new PasswordHash(text, _pepper.Current) : null;
    }

    /// <param name="stored">Null for an account that is unknown or has no password: the work is the same and the answer is no.</param>
    /// <returns>Null: overloaded, the password was not looked at.</returns>
    public async Task<bool?> IsRightAsync(PasswordHash? stored, SecretText password, Realm realm, CancellationToken stop)
    {
        var hasher = HasherOf(realm.Passwords.Iterations);
        var hash = stored?.Text ?? _dummies.GetOrAdd(realm.Passwords.Iterations, MakeDummy);
        var peppered = Pepper(password, stored?.PepperVersion ?? _pepper.Current);
        var missing = realm.Passwords.Iterations - IterationsOf(hash);
        var right = false;
        var done = await slots.RunAsync(() =>
        {
            right = hasher.VerifyHashedPassword(null!, hash, peppered) != PasswordVerificationResult.Failed;
            if (missing > 0)
                Rfc2898DeriveBytes.Pbkdf2(peppered, AnySalt, missing, HashAlgorithmName.SHA512, 32);
        }, stop);
        return done ? right && stored is not null : null;
    }

    /// <summary>Whether the hash was made with other parameters than today's.</summary>
    public bool IsOld(PasswordHash stored, Realm realm) =>
        IterationsOf(stored.Text) != realm.Passwords.Iterations || stored.PepperVersion != _pepper.Current;

    private static int IterationsOf(string hash) =>
        BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(IterationsOffset));

    private string Pepper(SecretText password, int version) =>
        Convert.ToBase64String(_pepper.Mac(version, "password", PasswordRules.Normalise(password.Reveal())));

    private PasswordHasher<Account> HasherOf(int iterations) => _hashers.GetOrAdd(iterations, count => new PasswordHasher<Account>(
        Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3, IterationCount = count })));

    /// <summary>A hash nobody's password has, of the realm's price; made at the price of one iteration.</summary>
    private string MakeDummy(int iterations)
    {
        var bytes = Convert.FromBase64String(HasherOf(1).HashPassword(null!, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(IterationsOffset), iterations);
        return Convert.ToBase64String(bytes);
    }
}
