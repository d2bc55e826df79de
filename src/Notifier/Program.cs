using Mfa.Contracts;
using Mfa.Notifier;
using Mfa.ServiceDefaults;

var builder = ServiceHost.CreateBuilder("notifier", args, ContractsJson.Default);
builder.AddNotifier();

await builder.BuildService().RunAsync();
