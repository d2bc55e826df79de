using System.CommandLine;
using System.Text.Json.Nodes;
using Mfa.Client;
using Mfa.Mfactl.Api;
using Mfa.Mfactl.Profiles;
using Mfa.Mfactl.Screens;

namespace Mfa.Mfactl;

/// <summary>One command being carried out: what was asked, and where the answer goes.</summary>
internal sealed class Run(ParseResult parsed, Terminal terminal) : IDisposable
{
    private readonly ConsoleRoot _root = (ConsoleRoot)parsed.RootCommandResult.Command;
    private Screen? _screen;
    private Connection? _connection;

    public Terminal Terminal => terminal;

    public Screen Screen => _screen ??= new Screen(terminal, parsed.GetValue(_root.Json));

    /// <summary>The service, as whoever the command line, the environment or the profile names.</summary>
    public MfaClient Client => (_connection ??= Connection.Of(this)).Client;

    public ProfileFolder Profiles => new(terminal.ProfilesFolder);

    public string ProfileName => Told(_root.Profile, "MFACTL_PROFILE") ?? "default";

    public string? Url => Told(_root.Url, "MFACTL_URL");

    public string? ClientId => Told(_root.ClientId, "MFACTL_CLIENT_ID");

    public string? Key => Told(_root.Key, "MFACTL_KEY");

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    public T? Find<T>(Argument<T> argument) => parsed.GetValue(argument);

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T GetRequired<T>(Option<T> option) => parsed.GetRequiredValue(option);

    public async Task<int> CarryOutAsync(Func<Run, CancellationToken, Task> deed, CancellationToken stop)
    {
        try
        {
            await deed(this, stop);
            return Complaint.Done;
        }
        catch (Complaint complaint)
        {
            return Tell(complaint);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Tell(new Complaint("Canceled.", "What was already sent may have been done: look before you repeat it."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Tell(new Complaint(failure.Message, "Look at the file, its folder and their rights."));
        }
        catch (Exception failure) when (Refusals.Of(failure) is not null)
        {
            return Tell(Refusals.Of(failure)!);
        }
    }

    public void Dispose() => _connection?.Dispose();

    private string? Told(Option<string> option, string variable) =>
        parsed.GetValue(option) ?? (terminal.Variable(variable) is { Length: > 0 } set ? set : null);

    private int Tell(Complaint complaint)
    {
        Screen.Say(complaint.Message);
        foreach (var detail in complaint.Details)
            Screen.Say("  " + detail);
        Screen.Say(complaint.Advice);
        if (complaint.TraceId is { } trace)
            Screen.Say($"Trace id: {trace}");
        if (Screen.IsJson)
            Screen.Show(new JsonObject
            {
                ["problem"] = new JsonObject
                {
                    ["code"] = complaint.Code,
                    ["happened"] = complaint.Message,
                    ["details"] = new JsonArray([.. complaint.Details.Select(detail => (JsonNode)detail)]),
                    ["advice"] = complaint.Advice,
                    ["traceId"] = complaint.TraceId,
                },
            });
        return complaint.ExitCode;
    }
}
