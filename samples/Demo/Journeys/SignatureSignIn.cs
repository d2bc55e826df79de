using System.Globalization;
using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>Signing in with an electronic signature: a text, and the signature over exactly its bytes.</summary>
internal sealed class SignatureSignIn(Person person)
{
    private string _id = "";
    private byte[] _signed = [];

    /// <summary>What is to be signed.</summary>
    public string Text { get; private set; } = "";

    public async Task<string> AskAsync()
    {
        var asked = await person.Mfa.SignIns.StartSignatureAsync(new StartSignatureSignInRequest { Realm = person.Realm.Id });
        (_id, Text) = (asked.Id, asked.ContentToSign);
        var lines = Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        return string.Create(CultureInfo.InvariantCulture, $"{lines} lines, one use, until {asked.ExpiresAt.UtcDateTime:HH:mm:ss}");
    }

    public async Task<string> CompleteAsync(byte[] signed)
    {
        _signed = signed;
        var completed = await SendAsync();
        (person.AccountId, person.SignInToken) = (completed.AccountId, completed.SignInToken);
        return $"second factor: {completed.SecondFactor}";
    }

    public async Task<string> RepeatAsync() => $"410 {(await Desk.RefusedAsync(410, ProblemCodes.ChallengeOver, SendAsync)).Code}";

    private Task<SignIn> SendAsync() => person.Mfa.SignIns.CompleteSignatureAsync(_id, _signed);
}
