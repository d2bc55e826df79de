using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Mfa.Testing;

namespace Mfa.Journeys.Tests.Journeys;

/// <summary>Where a journey is walked: a running system, and one of its realms.</summary>
/// <param name="Authority">Where accounts are made by signature: who issues certificates.</param>
internal sealed record Place(MfaSystem System, string Realm, string Locale, OpensslAuthority? Authority)
{
    public RelyingParty Main { get; } = System.RelyingParty();

    public Mailbox Mails { get; } = System.Mailbox;
}

/// <summary>What one page does. A step that orders a mail ends when the mail is there.</summary>
internal sealed record Step(string What, Func<Task> Do);

/// <summary>
/// One numbered journey as a person walks it with a relying party. Its steps may be walked again from the first after any of them: what the person knows
/// (address, phone, codes on paper) stays, what the page knew (tokens, ids) is made anew.
/// </summary>
internal abstract class Journey(Place place)
{
    protected const string Nonce = "a nonce of the relying party";

    private int _ordered;

    public abstract IReadOnlyList<Step> Steps { get; }

    protected Place Place => place;

    protected RelyingParty Main => place.Main;

    protected Person Person { get; set; } = null!;

    protected string SignInToken { get; set; } = "";

    protected string StepUpToken { get; set; } = "";

    protected string FactorsPath => $"/v1/accounts/{Person.AccountId}/factors";

    /// <summary>Makes the person what the journey begins with.</summary>
    public async Task PrepareAsync()
    {
        await BecomeAsync();
        _ordered = (await place.Mails.ToAsync(Person.Email)).Count(mail => mail.HasCode);
    }

    /// <summary>The step before which half of them are done.</summary>
    public int Middle => Steps.Count / 2;

    /// <summary>The whole journey, or the steps from one to before another.</summary>
    public async Task WalkAsync(int from = 0, int? to = null)
    {
        foreach (var step in Steps.Skip(from).Take((to ?? Steps.Count) - from))
            await DoAsync(step);
    }

    /// <summary>Where the journey must have led; and no code was mailed twice.</summary>
    public async Task EndsAsToldAsync()
    {
        await AssertEndAsync();
        var mails = await place.Mails.ToAsync(Person.Email);
        Assert.Equal(_ordered, mails.Count(mail => mail.HasCode));
        Assert.Equal(mails.Count, mails.DistinctBy(mail => mail.MessageId).Count());
    }

    protected abstract Task BecomeAsync();

    protected abstract Task AssertEndAsync();

    protected virtual async Task SignInAsync() => SignInToken = (await Main.SignInAsync(Person)).Expect(HttpStatusCode.OK).Text("signInToken");

    /// <summary>The mail that was ordered just now.</summary>
    protected Task<ReceivedMail> MailedAsync() => place.Mails.WaitForCodeAsync(Person.Email, ++_ordered);

    protected async Task<IReadOnlyList<(string Type, string Status)>> FactorsAsync() =>
        [.. (await Main.GetAsync(FactorsPath)).Expect(HttpStatusCode.OK).Body!["items"]!.AsArray()
            .Select(factor => (factor!["type"]!.GetValue<string>(), factor["status"]!.GetValue<string>())).Order()];

    /// <summary>The person is written to about what was done.</summary>
    /// <param name="subject">Where the realm has words of its own.</param>
    protected async Task ToldAsync(string subject)
    {
        var notice = await place.Mails.WaitForNoticeAsync(Person.Email);
        if (place.Realm == "hu-ugyfelkapu")
            Assert.Equal(subject, notice.Subject);
    }

    /// <summary>An assertion for this relying party, this account, this nonce.</summary>
    protected void AssertSaid(string assertion, string acr, params string[] amr)
    {
        var claims = JsonNode.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(assertion.Split('.')[1])))!;
        Assert.Equal((Main.Id, Person.AccountId, Nonce, acr),
            (claims["aud"]!.GetValue<string>(), claims["sub"]!.GetValue<string>(), claims["nonce"]!.GetValue<string>(), claims["acr"]!.GetValue<string>()));
        Assert.Equal(amr, claims["amr"]!.AsArray().Select(method => method!.GetValue<string>()));
    }

    /// <summary>Sets the phone up as the QR code says.</summary>
    protected static Phone SetUp(Answer pending)
    {
        var uri = System.Web.HttpUtility.ParseQueryString(new Uri(pending.Body!["totp"]!["otpauthUri"]!.GetValue<string>()).Query);
        return new Phone(uri["secret"]!, int.Parse(uri["period"] ?? "30", System.Globalization.CultureInfo.InvariantCulture));
    }

    protected static JsonObject CodeOf(string code) => new() { ["code"] = code };

    protected Step Step(string what, Func<Task> @do) => new(what, @do);

    private static async Task DoAsync(Step step)
    {
        try
        {
            await step.Do();
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidOperationException($"«{step.What}»: {failure.Message}", failure);
        }
    }
}
