using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Mfa.Directories.Domain;
using Mfa.Directories.Passwords;
using Mfa.Directories.Tests.Service;
using Mfa.Realms;
using Mfa.ServiceDefaults.Keys;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using RelyingParty = Mfa.Testing.RelyingParty;

namespace Mfa.Directories.Tests.Passwords;

public sealed class PasswordHashingTests(DirectoryApp app)
{
    private static readonly SecretText Password = new(RelyingParty.Password);

    private PasswordHashing Hashing => app.Services.GetRequiredService<PasswordHashing>();

    [Fact]
    public async Task AHashIsPbkdf2WithSha512AndTheRealmsIterations()
    {
        var bytes = Convert.FromBase64String((await HashAsync("some-work")).Text);
        Assert.Equal((1, 2, 30_000), (bytes[0], BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5))));
        Assert.NotEqual((await HashAsync("quick")).Text, (await HashAsync("quick")).Text);
    }

    [Fact]
    public async Task OnlyTheSamePasswordIsRight()
    {
        var stop = TestContext.Current.CancellationToken;
        var hash = await HashAsync("quick");
        Assert.True(await Hashing.IsRightAsync(hash, Password, RealmOf("quick"), stop));
        Assert.False(await Hashing.IsRightAsync(hash, new SecretText(RelyingParty.Password + " "), RealmOf("quick"), stop));
        Assert.False(await Hashing.IsRightAsync(null, Password, RealmOf("quick"), stop));
    }

    [Fact]
    public async Task WithoutThePepperAHashIsWorthNothing()
    {
        var folder = Directory.CreateTempSubdirectory("mfa-pepper-").FullName;
        try
        {
            using var slots = new HashingSlots();
            var hash = await HashAsync("quick");
            var elsewhere = new PasswordHashing(new DirectoryKeys(KeysIn(folder, 1)), slots);
            Assert.False(await elsewhere.IsRightAsync(hash, Password, RealmOf("quick"), TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ARotatedPepperReadsTheOldHashAndMakesItOld()
    {
        var (folder, stop) = (Directory.CreateTempSubdirectory("mfa-pepper-").FullName, TestContext.Current.CancellationToken);
        try
        {
            using var slots = new HashingSlots();
            var before = new PasswordHashing(new DirectoryKeys(KeysIn(folder, 1)), slots);
            var hash = (await before.HashAsync(Password, RealmOf("quick"), stop))!;
            var after = new PasswordHashing(new DirectoryKeys(KeysIn(folder, 2)), slots);
            Assert.True(await after.IsRightAsync(hash, Password, RealmOf("quick"), stop));
            Assert.Equal((false, true), (before.IsOld(hash, RealmOf("quick")), after.IsOld(hash, RealmOf("quick"))));
            Assert.Equal(2, (await after.HashAsync(Password, RealmOf("quick"), stop))!.PepperVersion);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ARightPasswordIsHashedAnewWhenTheIterationsChanged()
    {
        var person = await app.Main.RegisterAsync();
        var old = await HashAsync("some-work");
        await app.InDatabaseAsync(db => db.Accounts.Where(a => a.Id == person.AccountId).ExecuteUpdateAsync(set => set.SetProperty(a => a.PasswordHash, old.Text)));
        (await app.Main.SignInAsync(person, "a wrong password")).Expect(422, "invalid-credentials");
        Assert.Equal(old.Text, await StoredAsync(person));
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        var renewed = await StoredAsync(person);
        Assert.Equal(1, BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(renewed).AsSpan(5)));
        (await app.Main.SignInAsync(person)).Expect(HttpStatusCode.OK);
        Assert.Equal(renewed, await StoredAsync(person));
    }

    private async Task<PasswordHash> HashAsync(string realm) => (await Hashing.HashAsync(Password, RealmOf(realm), TestContext.Current.CancellationToken))!;

    private Task<string> StoredAsync(Person person) => app.InDatabaseAsync(db => db.Accounts.Where(a => a.Id == person.AccountId).Select(a => a.PasswordHash!).SingleAsync());

    private Realm RealmOf(string id) => app.Services.GetRequiredService<RealmCatalog>().Find(id)!;

    private static KeyFolder KeysIn(string folder, int peppers)
    {
        foreach (var name in Enumerable.Range(1, peppers).Select(version => $"pepper-{version}.key").Concat(["hash-1.key", "mail-1.key"]).Where(name => !File.Exists(Path.Combine(folder, name))))
            File.WriteAllText(Path.Combine(folder, name), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Keys:Path", folder), new("Keys:PublicPath", folder)]).Build();
        return new KeyFolder(configuration, new HostingEnvironment { EnvironmentName = "Development" });
    }
}
