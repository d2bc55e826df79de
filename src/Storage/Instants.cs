using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Mfa.Storage;

/// <summary>Instants are stored as milliseconds since 1970, so that they sort and compare in every database.</summary>
public static class Instants
{
    public static void StoreInstantsAsMilliseconds(this ModelConfigurationBuilder configuration) =>
        configuration.Properties<DateTimeOffset>().HaveConversion<Milliseconds>();

    private sealed class Milliseconds()
        : ValueConverter<DateTimeOffset, long>(instant => instant.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));
}
