using Mfa.AppHost;

// A system of a few processes on the local engine, for the tests that signal or kill a whole host.
var port = HostOptions.Parse(args, out _)?.GatewayPort;
var builder = DistributedApplication.CreateBuilder(args);
var redis = builder.AddRedis("challenge-redis");
var broker = builder.AddRabbitMQ("rabbitmq");
var worker = builder.AddExecutable("worker", "sleep", "/", "600").WaitFor(redis).WaitFor(broker);
var gateway = builder.AddExecutable("gateway", "sleep", "/", "600").WithHttpEndpoint(port).WaitFor(worker);
gateway.OnResourceReady((_, _, _) => Console.Out.WriteLineAsync("ready"));
await builder.Build().RunAsync();
return Environment.ExitCode;
