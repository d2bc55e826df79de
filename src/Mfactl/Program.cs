using Mfa.Mfactl;
using Mfa.Mfactl.Screens;

return await CommandLine.RunAsync(args, Terminal.OfProcess());
