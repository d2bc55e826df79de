using Mfa.Samples.Demo;

// A relying party that walks the journeys of a realm over the public API alone, reading the people's mails as they would.
if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("Usage: Demo DIR [FILE], where DIR is the data folder of a running system (./run --data DIR); FILE takes every secret that was seen.");
    return 2;
}

var target = await Target.ReadAsync(args[0]);
using var tracing = new TracingHandler(new NotingHandler(new Secrets(args.ElementAtOrDefault(1)), new SocketsHttpHandler()));
using var http = new HttpClient(tracing) { BaseAddress = target.Gateway };
using var mails = new HttpClient { BaseAddress = target.Mailbox };
var desk = new Desk(http, new Mailbox(mails, TimeProvider.System), target, new Journal(Console.Out, TimeProvider.System));
return await new Walk(desk, tracing).RunAsync() ? 0 : 1;
