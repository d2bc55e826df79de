using System.Net;
using Mfa.Directories.Tests.Service;

namespace Mfa.Directories.Tests;

public sealed class CreateAccountTests(DirectoryApp app)
{
    [Fact]
    public async Task AnAccountCanBeReadAfterItWasMade()
    {
        var person = await app.Main.RegisterAsync();
        var account = (await app.Main.GetAsync($"/v1/accounts/{person.AccountId}")).Expect(HttpStatusCode.OK);
        Assert.Equal("quick", account.Text("realm"));
    }
}
