using Mfa.ServiceDefaults.Secrets;

namespace Mfa.Challenges;

/// <summary>Which of the replicas this process is: <c>service.instance.id</c> where it is given, random otherwise.</summary>
internal sealed class Instance(IConfiguration configuration)
{
    private const string Attribute = "service.instance.id=";

    public string Id { get; } = configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Split(',').FirstOrDefault(a => a.StartsWith(Attribute, StringComparison.Ordinal))
        ?[Attribute.Length..] ?? OpaqueId.New("challenge-");

    public string NewCharge() => OpaqueId.New(Id + ".");
}
