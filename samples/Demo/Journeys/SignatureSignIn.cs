namespace Mfa.Samples.Demo.Journeys;

/// <summary>Signing in with an electronic signature: a text, and the signature over exactly its bytes.</summary>
internal sealed class SignatureSignIn(Desk desk, Person person)
{
    private string _id = "";
    private byte[] _signed = [];

    /// <summary>What is to be signed.</summary>
    public string Text { get; private set; } = "";

    public async Task<string> AskAsync()
    {
        var asked = (await desk.Client.PostAsync("/v1/signature-sign-ins", new { realm = person.Realm.Id })).Expect(201);
        (_id, Text) = (asked.Text("id"), asked.Text("contentToSign"));
        return $"{Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length} lines, one use, until {asked.Text("expiresAt")[11..19]}";
    }

    public async Task<string> CompleteAsync(byte[] signed)
    {
        _signed = signed;
        var completed = (await SendAsync()).Expect(200);
        (person.AccountId, person.SignInToken) = (completed.Text("accountId"), completed.Text("signInToken"));
        return $"second factor: {completed.Text("secondFactor")}";
    }

    public async Task<string> RepeatAsync() => $"410 {(await SendAsync()).Expect(410, "challenge-over").Problem}";

    private Task<Answer> SendAsync() => desk.Client.PostAsync($"/v1/signature-sign-ins/{_id}/complete", new { signature = Convert.ToBase64String(_signed) });
}
