using Mfa.Samples.Portal.Tests.Browser;
using Mfa.Samples.Portal.Tests.Journeys;
using Mfa.Samples.Portal.Tests.People;
using Mfa.Testing;

namespace Mfa.Samples.Portal.Tests.Failures;

/// <summary>Every kind of signature that is not accepted has its own text; and the same text may be signed again, rightly.</summary>
public sealed class SignatureFailureTests(PortalSystem portal)
{
    [Fact]
    public async Task EachBadSignatureIsToldByItsReason()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InMoldova);
        var system = await portal.SystemAsync();
        var signer = await Signer.NewAsync(system);
        using var stranger = await OpensslAuthority.CreateAsync("Stranger");
        await visitor.ToSigningAsync("declaratii");
        foreach (var (reason, sign) in await BadAsync(system, signer, stranger))
        {
            await visitor.HandInAsync(await sign(await visitor.GetTextAsync()));
            visitor.AssertAt("/md/activation/sign");
            await visitor.AssertToldAsync($"Problem.invalid-signature.{reason}");
            await visitor.LookAsync($"md-sign-{reason}");
            if (await visitor.Button("Anew").CountAsync() > 0)
                await visitor.SubmitAsync("Anew");
        }

        await visitor.SignAsync(signer);
        visitor.AssertAt("/md/activation/password");
    }

    [Fact]
    public async Task NoFileAndAnEmptyOneAreTold()
    {
        await using var visitor = await portal.VisitAsync(Browsing.InMoldova with { Scripts = false });
        await visitor.ToSigningAsync("declaratii");
        await visitor.GetTextAsync();
        await visitor.HandInAsync([]);
        visitor.AssertAt("/md/activation/sign");
        await visitor.AssertToldAsync("Notice.SignatureEmpty");
        await visitor.HandInAsync(new byte[70_000]);
        visitor.AssertAt("/md/activation/sign");
        await visitor.AssertToldAsync("Notice.SignatureTooLarge");
    }

    private static async Task<(string Reason, Func<byte[], Task<byte[]>> Sign)[]> BadAsync(DeveloperSystem system, Signer signer, OpensslAuthority stranger)
    {
        var number = PersonalNumber.New();
        var wrongCheckDigit = number[..^1] + (char)('0' + ((number[^1] - '0' + 1) % 10));
        var authority = system.Authority;
        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        return
        [
            ("not-cms", _ => Task.FromResult("no signature at all"u8.ToArray())),
            ("wrong-content", text => signer.SignAsync([.. text, .. "and more"u8])),
            ("expired", Signer.Of(await authority.IssueAsync("/serialNumber=" + number, until: yesterday)).SignAsync),
            ("revoked", Signer.Of(system.Revoked).SignAsync),
            ("untrusted", Signer.Of(await authority.SelfSignAsync("/serialNumber=" + number)).SignAsync),
            ("untrusted", Signer.Of(await stranger.IssueAsync("/serialNumber=" + number)).SignAsync),
            ("no-identifier", Signer.Of(await authority.IssueAsync("/O=Exemplu SRL/organizationIdentifier=VATMD-1003600012345")).SignAsync),
            ("identifier-invalid", Signer.Of(await authority.IssueAsync("/serialNumber=" + wrongCheckDigit)).SignAsync),
        ];
    }
}
