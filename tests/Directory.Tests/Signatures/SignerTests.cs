using Mfa.Testing;

namespace Mfa.Directories.Tests.Signatures;

/// <summary>The sample signer, run as a person runs it.</summary>
public sealed class SignerTests : IDisposable
{
    private const string Idnp = "2000000000004";

    private readonly TrustedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ItsSignaturesAreAcceptedUntilThePersonIsRevoked()
    {
        Assert.StartsWith("The test authority is in", await RunAsync("init", _folder["signature"]), StringComparison.Ordinal);
        var (person, other) = (await IssueAsync(Idnp), await IssueAsync("2001001000009"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(person));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["signature/test-authority.key"]));
        var signature = await SignAsync(person);
        Assert.Equal("accepted", await _folder.JudgeAsync(signature));
        await RunAsync("revoke", "--as", person, _folder["signature"]);
        Assert.Equal("revoked", await _folder.JudgeAsync(signature));
        Assert.NotEqual("revoked", await _folder.JudgeAsync(await SignAsync(other)));
        await RunAsync("revoke", "--as", other, _folder["signature"]);
        Assert.Equal("revoked", await _folder.JudgeAsync(signature));
        Assert.Equal("accepted", await _folder.JudgeAsync(await SignAsync(await IssueAsync(Idnp))));
    }

    [Fact]
    public async Task AnAuthorityThatIsThereIsKept()
    {
        await RunAsync("init", _folder["signature"]);
        var before = await File.ReadAllTextAsync(_folder["signature/anchors/test-authority.crt"]);
        Assert.Contains("already", await RunAsync("init", _folder["signature"]), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder["signature/anchors/test-authority.crt"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("init")]
    [InlineData("issue --idnp 200 --name Ion .")]
    [InlineData("issue --idnp ../../../../x --name Ion .")]
    [InlineData("sign --as a")]
    public async Task WhatIsNotUnderstoodIsExplained(string arguments)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains("ended with 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Signer issue --idnp", refused.Message, StringComparison.Ordinal);
    }

    private Task<string> IssueAsync(string idnp) => RunAsync("issue", "--idnp", idnp, "--name", "Ion Exemplu", _folder["signature"]);

    private async Task<byte[]> SignAsync(string person)
    {
        await File.WriteAllBytesAsync(_folder["text"], TrustedFolder.Bytes);
        await RunAsync("sign", "--as", person, "--in", _folder["text"], "--out", _folder["text.p7s"]);
        return await File.ReadAllBytesAsync(_folder["text.p7s"]);
    }

    private static Task<string> RunAsync(params string[] arguments) => Tool.RunAsync("dotnet", [Checkout.Program("Signer"), .. arguments]);
}
