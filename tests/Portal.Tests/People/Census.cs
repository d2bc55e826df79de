using System.Security.Cryptography;
using System.Text;
using Mfa.Client;

namespace Mfa.Samples.Portal.Tests.People;

/// <summary>Makes people through the public API, as a relying party does that may vouch for an address: what they have before they come to the portal.</summary>
internal sealed class Census(DeveloperSystem system)
{
    private readonly MfaClient _api = system.Api;

    /// <summary>With a password and a confirmed address, and nothing else.</summary>
    /// <param name="address">Null: one that takes mail.</param>
    public async Task<Resident> NewAsync(string locale = "hu", string realm = RealmIds.Hungary, string? address = null)
    {
        var name = "person." + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var resident = new Resident(realm, "", name);
        if (address is not null)
            resident = resident with { Email = address };
        var account = await _api.Accounts.CreateAsync(new CreateAccountRequest
        {
            Realm = realm,
            Identifiers = [new Identifier { Type = "username", Value = name }],
            Password = resident.Password,
            Email = resident.Email,
            EmailVerified = true,
            DisplayName = "Minta Piroska",
            Locale = locale,
        });
        return resident with { AccountId = account.Id };
    }

    /// <summary>With codes by mail.</summary>
    public async Task<Resident> WithMailAsync(string locale = "hu")
    {
        var resident = await NewAsync(locale);
        await AddMailAsync(resident, await SignInAsync(resident), stepUp: null);
        return resident;
    }

    /// <summary>With the app.</summary>
    public async Task<Resident> WithAppAsync(string locale = "hu")
    {
        var resident = await NewAsync(locale);
        await AddAppAsync(resident);
        return resident;
    }

    /// <summary>With the app and codes by mail.</summary>
    public async Task<Resident> WithBothAsync(string locale = "hu")
    {
        var resident = await NewAsync(locale);
        await AddMailAsync(resident, signInToken: null, await AddAppAsync(resident));
        return resident;
    }

    /// <summary>With a signature, a password and the app: MPass's people.</summary>
    public async Task<Resident> ActivatedAsync()
    {
        var signer = await Signer.NewAsync(system);
        var asked = await _api.SignIns.StartSignatureAsync(new StartSignatureSignInRequest { Realm = RealmIds.Moldova });
        var signedIn = await _api.SignIns.CompleteSignatureAsync(asked.Id, await signer.SignAsync(Encoding.UTF8.GetBytes(asked.ContentToSign)));
        var resident = new Resident(RealmIds.Moldova, signedIn.AccountId, signer.Number) { Signer = signer };
        await _api.Accounts.ChangePasswordAsync(resident.AccountId, new ChangePasswordRequest { NewPassword = resident.Password, SignInToken = signedIn.SignInToken });
        var factor = await _api.Factors.EnrolAsync(resident.AccountId, new EnrolFactorRequest { Type = FactorTypes.Totp, SignInToken = signedIn.SignInToken });
        await ConfirmAppAsync(resident, factor);
        return resident;
    }

    /// <returns>The types of the factors that work.</returns>
    public async Task<IReadOnlyList<string>> FactorsAsync(Resident resident)
    {
        List<string> types = [];
        await foreach (var factor in _api.Factors.ListAsync(resident.AccountId))
            types.Add(factor.Status == "active" ? factor.Type : $"{factor.Type} ({factor.Status})");
        return [.. types.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether anybody has an account of this name.</summary>
    public async Task<bool> KnowsAsync(string realm, string name)
    {
        try
        {
            return (await _api.Accounts.LookUpAsync(realm, name)).Id.Length > 0;
        }
        catch (MfaProblemException refused) when (refused.Code == ProblemCodes.NotFound)
        {
            return false;
        }
    }

    public async Task<string> SignInAsync(Resident resident) =>
        (await _api.SignIns.SignInAsync(new SignInRequest { Realm = resident.Realm, Identifier = resident.Name, Password = resident.Password })).SignInToken;

    /// <summary>Whether a code of the app still signs in.</summary>
    public async Task<bool> TakesAsync(Resident resident, Phone phone)
    {
        try
        {
            return (await _api.Challenges.CreateAsync(new CreateChallengeRequest
            {
                AccountId = resident.AccountId,
                Factor = FactorTypes.Totp,
                SignInToken = await SignInAsync(resident),
                Code = await phone.NextCodeAsync(),
            })).Assertion is not null;
        }
        catch (MfaProblemException refused) when (refused.Code == ProblemCodes.InvalidCode)
        {
            return false;
        }
    }

    private async Task AddMailAsync(Resident resident, string? signInToken, string? stepUp)
    {
        var begun = await _api.Factors.EnrolAsync(
            resident.AccountId, new EnrolFactorRequest { Type = FactorTypes.Email, SignInToken = signInToken, Password = resident.Password }, stepUp);
        await _api.Factors.ConfirmAsync(resident.AccountId, begun.Id, (await resident.NextCodeMailAsync(system)).Code);
    }

    private async Task<string> AddAppAsync(Resident resident)
    {
        var begun = await _api.Factors.EnrolAsync(
            resident.AccountId, new EnrolFactorRequest { Type = FactorTypes.Totp, SignInToken = await SignInAsync(resident), Password = resident.Password });
        return await ConfirmAppAsync(resident, await _api.Factors.ProveAsync(resident.AccountId, begun.Id, (await resident.NextCodeMailAsync(system)).Code));
    }

    private async Task<string> ConfirmAppAsync(Resident resident, Factor factor)
    {
        resident.Phone = new Phone(factor.Totp!.Secret);
        var confirmed = await _api.Factors.ConfirmAsync(resident.AccountId, factor.Id, await resident.Phone.NextCodeAsync());
        resident.RevocationCode = confirmed.RevocationCode ?? "";
        return confirmed.StepUpToken ?? "";
    }
}
