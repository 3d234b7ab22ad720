namespace Mdlc.Engine.Histories.Activities;

/// <summary>What the answer to a heartbeat tells the worker to do with the attempt.</summary>
internal readonly record struct ActivityOrders(bool Cancel, bool Pause, bool Reset);
