using Mfa.Enrollments.Domain;
using Mfa.Realms;
using Mfa.ServiceDefaults.Secrets;
using QRCoder;

namespace Mfa.Enrollments;

/// <summary>What a person puts into an authenticator app, by camera or by hand.</summary>
/// <param name="Secret">Base32 without padding.</param>
internal sealed record TotpSetup(DisclosedText Secret, DisclosedText OtpauthUri, QrCode QrCode)
{
    /// <param name="user">The identifier as the person writes it.</param>
    public static TotpSetup Of(TotpPolicy policy, string user, ReadOnlySpan<byte> secret)
    {
        var text = Base32.Encode(secret);
        var uri = Domain.OtpauthUri.Of(policy, user, text);
        return new TotpSetup(new DisclosedText(text), new DisclosedText(uri), QrCode.Of(uri));
    }
}

/// <param name="Svg">An <c>svg</c> element.</param>
/// <param name="Png">Base64.</param>
internal sealed record QrCode(DisclosedText Svg, DisclosedText Png)
{
    private const int PixelsAModule = 6;

    /// <summary>Error correction M, with the quiet zone of four modules that ISO/IEC 18004 asks for.</summary>
    public static QrCode Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var svg = new SvgQRCode(data);
        using var png = new PngByteQRCode(data);
        return new QrCode(
            new DisclosedText(svg.GetGraphic(PixelsAModule)), new DisclosedText(Convert.ToBase64String(png.GetGraphic(PixelsAModule))));
    }
}
