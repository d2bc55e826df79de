using System.CommandLine;

namespace Mfa.Mfactl;

/// <summary>What is asked about, by its id.</summary>
internal static class IdArgument
{
    /// <param name="form">How such an id looks.</param>
    public static Argument<string> Of(string name, string form, string description)
    {
        var id = new Argument<string>(name) { Description = description, HelpName = form };
        id.Validators.Add(told =>
        {
            // An empty one, or dots, would be another address of the service.
            if (told.Tokens.Any(token => token.Value.Trim('.', ' ').Length == 0))
                told.AddError($"{name} is empty.");
        });
        return id;
    }
}
