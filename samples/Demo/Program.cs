using Mfa.Samples.Demo;

// A relying party that walks the journeys of a realm over the public API alone, reading the people's mails as they would.
if (args is not [var folder])
{
    Console.Error.WriteLine("Usage: Demo DIR, where DIR is the data folder of a running system (./run --data DIR).");
    return 2;
}

var target = await Target.ReadAsync(folder);
using var http = new HttpClient { BaseAddress = target.Gateway };
using var mails = new HttpClient { BaseAddress = target.Mailbox };
var walk = new Walk(new RelyingPartyClient(http), new Mailbox(mails, TimeProvider.System), target, new Journal(Console.Out, TimeProvider.System));
return await walk.RunAsync() ? 0 : 1;
