using System.Runtime.InteropServices;
using Mfa.AppHost;
using Mfa.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>The local engine: runs the resources as native processes until it is told to stop.</summary>
internal sealed class DistributedApplication(IReadOnlyList<Resource> resources, HostOptions options, HostConsole console)
{
    public static DistributedApplicationBuilder CreateBuilder(string[] args) =>
        new(HostOptions.Parse(args, out var complaint)
            ?? throw new DistributedApplicationException(complaint ?? "Nothing is to be started."));

    /// <summary>Ends after SIGINT, SIGTERM or SIGHUP, or when a resource does not start: then with a message and exit code 1.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hurry = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);

        try
        {
            using var claim = DataFolderClaim.Take(options.DataFolder);
            await using var system = new LocalSystem(resources, options, console, TimeProvider.System, hurry.Token);
            await system.RunAsync(stop.Token);
        }
        catch (DistributedApplicationException failure)
        {
            console.Complain(failure.Message);
            Environment.ExitCode = 1;
        }

        // The first signal stops everything in order, a second one at once.
        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            (stop.IsCancellationRequested ? hurry : stop).Cancel();
        }
    }
}
