using Microsoft.Extensions.Configuration;

namespace Mfa.ServiceDefaults.Http;

/// <summary>Where our services are: <c>services:{name}:h2c:{n}</c>, as Aspire's service discovery names them, taken in turn.</summary>
public sealed class ServiceAddresses(IConfiguration configuration)
{
    private int _turn;

    /// <exception cref="InvalidOperationException">No address is configured.</exception>
    public IReadOnlyList<Uri> Of(string service)
    {
        var addresses = configuration.GetSection($"services:{service}:h2c").GetChildren().Select(child => new Uri(child.Value!)).ToArray();
        return addresses.Length > 0 ? addresses : throw new InvalidOperationException($"services__{service}__h2c__0 must hold the address of {service}.");
    }

    public Uri Next(string service)
    {
        var all = Of(service);
        return all[(int)((uint)Interlocked.Increment(ref _turn) % (uint)all.Count)];
    }
}
