namespace Mfa.AppHost.Development;

/// <summary>Somebody to try the sample portal as.</summary>
/// <param name="Name">What is typed as the user name or the personal number.</param>
/// <param name="Password">Null: there is none until the person has signed and chosen one.</param>
internal sealed record DevelopmentPerson(string Realm, string Name, string? Password)
{
    public override string ToString() => $"{Realm} {Name}";
}
