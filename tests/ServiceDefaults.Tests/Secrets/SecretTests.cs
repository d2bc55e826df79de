using System.Text.Json;
using Mfa.ServiceDefaults.Secrets;
using Microsoft.Extensions.Logging;

namespace Mfa.ServiceDefaults.Tests.Secrets;

/// <summary>What came in never goes out, and neither kind of secret can be printed.</summary>
public sealed partial class SecretTests
{
    private const string Canary = "xq7canary";

    [Fact]
    public void NeitherPrints()
    {
        var (secret, disclosed) = (new SecretText(Canary), new DisclosedText(Canary));

        string[] printed = [$"{secret}", $"{disclosed}", secret.ToString(), string.Concat("a", secret), new Holder(secret, disclosed).ToString(), $"{(secret, disclosed)}"];

        Assert.All(printed, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
        Assert.Equal((Canary, Canary, 9), (secret.Reveal(), disclosed.Reveal(), secret.Length));
    }

    [Fact]
    public void NeitherIsLogged()
    {
        var lines = new List<string>();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(new Lines(lines)));
        var logger = factory.CreateLogger("test");

        Note(logger, new SecretText(Canary), new DisclosedText(Canary), new Holder(new SecretText(Canary), new DisclosedText(Canary)));

        Assert.DoesNotContain(Canary, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCameInCantBeWritten()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new SecretText(Canary)));
        var failure = Assert.Throws<JsonException>(() => JsonSerializer.Serialize(new Holder(new SecretText(Canary), new DisclosedText(Canary))));
        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsDisclosedIsWrittenAndBothAreRead()
    {
        Assert.Equal($"\"{Canary}\"", JsonSerializer.Serialize(new DisclosedText(Canary)));
        Assert.Equal(Canary, JsonSerializer.Deserialize<SecretText>($"\"{Canary}\"")!.Reveal());
        Assert.Equal(Canary, JsonSerializer.Deserialize<DisclosedText>($"\"{Canary}\"")!.Reveal());
        Assert.Null(JsonSerializer.Deserialize<SecretText>("null"));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("true")]
    [InlineData("[\"xq7canary\"]")]
    [InlineData("{\"value\":\"xq7canary\"}")]
    public void OnlyATextIsRead(string json)
    {
        var failure = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SecretText>(json));

        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
    }

    [LoggerMessage(1, LogLevel.Information, "{Secret} {Disclosed} {Holder}")]
    private static partial void Note(ILogger logger, SecretText secret, DisclosedText disclosed, Holder holder);

    private sealed record Holder(SecretText Secret, DisclosedText Disclosed);

    private sealed class Lines(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception) + string.Join(' ', (IEnumerable<KeyValuePair<string, object?>>)state!));

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
