using System.Text;
using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.People;
using Microsoft.Playwright;

namespace Mfa.Samples.Portal.Tests.Journeys;

/// <summary>The steps of MPass that a signature opens.</summary>
internal static class Activation
{
    /// <summary>From the first page to the text to sign.</summary>
    public static async Task ToSigningAsync(this Visitor visitor, string? service)
    {
        await visitor.ToStartAsync(service);
        await visitor.SubmitAsync();
        visitor.AssertAt("/md/activation/steps");
        await visitor.SubmitAsync();
    }

    /// <summary>Chooses a kind of signature, signs the text that the page gives, and hands the signature in.</summary>
    public static async Task SignAsync(this Visitor visitor, Signer signer) => await visitor.HandInAsync(await signer.SignAsync(await visitor.GetTextAsync()));

    /// <summary>Chooses a kind of signature, and takes the text to sign as a file.</summary>
    /// <returns>Exactly the bytes of the file, which are what the page shows.</returns>
    public static async Task<byte[]> GetTextAsync(this Visitor visitor)
    {
        visitor.AssertAt("/md/activation/sign");
        if (await visitor.Page.Locator("main [name='kind']").CountAsync() > 0)
        {
            await visitor.LookAsync("md-sign-kind");
            await visitor.Page.Locator("main [name='kind']").First.CheckAsync();
            await visitor.SubmitAsync("Kind");
        }

        await visitor.LookAsync("md-sign");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.Page.Locator("main a[download]").ClickAsync());
        var text = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.Equal(Encoding.UTF8.GetString(text).TrimEnd(), (await visitor.Page.Locator("#text").TextContentAsync())!.TrimEnd());
        return text;
    }

    public static async Task HandInAsync(this Visitor visitor, byte[] signature)
    {
        await visitor.Field("signature").SetInputFilesAsync(new FilePayload { Name = "mpass.txt.p7s", MimeType = "application/pkcs7-signature", Buffer = signature });
        await visitor.SubmitAsync();
    }

    public static async Task TypeNewPasswordAsync(this Visitor visitor, string password)
    {
        await visitor.TypeAsync("password", password);
        await visitor.TypeAsync("repeated", password);
        await visitor.SubmitAsync();
    }
}
