namespace Mfa.ServiceDefaults.Tests.Infrastructure;

/// <summary>A clock that stands until the test moves it.</summary>
internal sealed class FixedTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public static FixedTime AtNow() => new(DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan time) => _now += time;
}
