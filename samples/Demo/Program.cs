using Mfa.Samples.Demo;

// A relying party that registers a person and signs that person in with an authenticator app, over the public API alone.
if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: Demo DIR, where DIR is the data folder of a running system (./run --data DIR).");
    return 2;
}

var target = await Target.ReadAsync(folder);
using var http = new HttpClient { BaseAddress = target.Gateway };
var journal = new Journal(Console.Out, TimeProvider.System);
var walk = new Walk(new RelyingPartyClient(http), target, journal);
return await walk.RunAsync() ? 0 : 1;
