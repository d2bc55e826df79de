using Mfa.AppHost.Local;

namespace Mfa.AppHost.Tests.Local;

public sealed class HostConsoleTests : IDisposable
{
    private static readonly string[] Labels = ["challenge-redis", "directory"];
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public void LinesAreAlignedBehindTheNameOfTheirProcess()
    {
        var console = new HostConsole(_output, _output, colours: false, quiet: false, Labels);

        console.Relay("challenge-redis", "one");
        console.Relay("directory", "two");

        Assert.Equal("challenge-redis | one\ndirectory       | two\n", _output.ToString());
    }

    [Fact]
    public void EachProcessHasItsOwnColour()
    {
        var console = new HostConsole(_output, _output, colours: true, quiet: false, Labels);

        console.Relay("challenge-redis", "one");
        console.Relay("directory", "two");

        Assert.Equal("\e[36mchallenge-redis\e[0m | one\n\e[33mdirectory      \e[0m | two\n", _output.ToString());
    }

    [Fact]
    public void AQuietHostStillSaysWhatHappensToItsProcesses()
    {
        var console = new HostConsole(_output, _output, colours: false, quiet: true, Labels);

        console.Relay("directory", "a line of its log");
        console.Announce("directory", "ended with exit code 1");

        Assert.Equal("directory       | ended with exit code 1\n", _output.ToString());
    }
}
