// An app with functions in Go. What its functions do it prints, one word or two a line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/inngest/inngestgo"
	sdkerrors "github.com/inngest/inngestgo/errors"
	"github.com/inngest/inngestgo/group"
	"github.com/inngest/inngestgo/pkg/checkpoint"
	"github.com/inngest/inngestgo/step"
)

// notes counts what was done, and prints it. Steps may do so at the same time.
type notes struct {
	sync.Mutex
	counts map[string]int
}

func (n *notes) note(label string) int {
	n.Lock()
	defer n.Unlock()
	n.counts[label]++
	fmt.Println("note", label)
	return n.counts[label]
}

var kept = notes{counts: map[string]int{}}

type order struct {
	Order string `json:"order"`
}

type payment struct {
	Data struct {
		Amount int `json:"amount"`
	} `json:"data"`
}

// noted is a step that notes its label and returns a value.
func noted[T any](ctx context.Context, label string, value T) (T, error) {
	return step.Run(ctx, label, func(context.Context) (T, error) {
		kept.note(label)
		return value, nil
	})
}

func handleOrder(ctx context.Context, input inngestgo.Input[order]) (any, error) {
	number, err := noted(ctx, "one", 20)
	if err != nil {
		return nil, err
	}
	word, err := step.Run(ctx, "shaky", func(context.Context) (string, error) {
		if kept.note("shaky") < 3 {
			return "", errors.New("not yet")
		}
		return "at last", nil
	})
	if err != nil {
		return nil, err
	}
	if _, err = noted[any](ctx, "three", nil); err != nil {
		return nil, err
	}
	step.Sleep(ctx, "a while", time.Second)
	paid, err := step.WaitForEvent[payment](ctx, "payment", step.WaitForEventOpts{
		Event:   "go/paid",
		If:      inngestgo.StrPtr("event.data.order == async.data.order"),
		Timeout: time.Hour,
	})
	if err != nil {
		return nil, err
	}
	_, never := step.WaitForEvent[payment](ctx, "none", step.WaitForEventOpts{Event: "go/never", Timeout: time.Second})
	twice, err := step.Invoke[int](ctx, "twice", step.InvokeOpts{
		FunctionId: "go-double", Data: map[string]any{"n": number},
	})
	if err != nil {
		return nil, err
	}
	_, nobody := step.Invoke[int](ctx, "nobody", step.InvokeOpts{FunctionId: "go-nobody"})
	pair := group.Parallel(ctx,
		func(ctx context.Context) (any, error) { return noted(ctx, "left", "L") },
		func(ctx context.Context) (any, error) { return noted(ctx, "right", "R") },
	)
	if err = pair.AnyError(); err != nil {
		return nil, err
	}
	if _, err = step.Send(ctx, "tell", inngestgo.Event{
		Name: "go/done", Data: map[string]any{"order": input.Event.Data.Order},
	}); err != nil {
		return nil, err
	}
	return map[string]any{
		"word":   word,
		"amount": paid.Data.Amount,
		"none":   errors.Is(never, step.ErrEventNotReceived),
		"twice":  twice,
		"nobody": nobody != nil,
		"pair":   []any{pair[0].Value, pair[1].Value},
	}, nil
}

func double(ctx context.Context, input inngestgo.Input[struct{ N int }]) (any, error) {
	return step.Run(ctx, "double", func(context.Context) (int, error) { return input.Event.Data.N * 2, nil })
}

func done(_ context.Context, input inngestgo.Input[order]) (any, error) {
	kept.note("done-" + input.Event.Data.Order)
	return nil, nil
}

func broken(ctx context.Context, _ inngestgo.Input[any]) (any, error) {
	return step.Run(ctx, "stop", func(context.Context) (any, error) {
		kept.note("stop")
		return nil, sdkerrors.NoRetryError(errors.New("no-use"))
	})
}

// late says by itself when it is to be tried again.
func late(ctx context.Context, _ inngestgo.Input[any]) (any, error) {
	return step.Run(ctx, "late", func(context.Context) (string, error) {
		if kept.note("late") == 1 {
			return "", sdkerrors.RetryAtError(errors.New("busy"), time.Now().Add(3*time.Second))
		}
		return "there", nil
	})
}

// long tells what it has done while it goes on.
func long(ctx context.Context, _ inngestgo.Input[any]) (any, error) {
	sum := 0
	for i := range 5 {
		n, err := noted(ctx, "long-"+strconv.Itoa(i), i)
		if err != nil {
			return nil, err
		}
		sum += n
	}
	return sum, nil
}

func check(_ inngestgo.ServableFunction, err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	options := inngestgo.ClientOpts{AppID: "go", Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if server := os.Getenv("INNGEST_BASE_URL"); server != "" {
		options.APIBaseURL = &server // checkpoints look nowhere else
	}
	client, err := inngestgo.NewClient(options)
	check(nil, err)
	check(inngestgo.CreateFunction(client, inngestgo.FunctionOpts{ID: "order"},
		inngestgo.EventTrigger("go/order", nil), handleOrder))
	check(inngestgo.CreateFunction(client, inngestgo.FunctionOpts{ID: "double"},
		inngestgo.EventTrigger("go/double", nil), double))
	check(inngestgo.CreateFunction(client, inngestgo.FunctionOpts{ID: "done"},
		inngestgo.EventTrigger("go/done", nil), done))
	check(inngestgo.CreateFunction(client, inngestgo.FunctionOpts{ID: "broken"},
		inngestgo.EventTrigger("go/broken", nil), broken))
	check(inngestgo.CreateFunction(client, inngestgo.FunctionOpts{ID: "late"},
		inngestgo.EventTrigger("go/late", nil), late))
	check(inngestgo.CreateFunction(client, inngestgo.FunctionOpts{ID: "long", Checkpoint: checkpoint.ConfigSafe},
		inngestgo.EventTrigger("go/long", nil), long))

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(nil, err)
	mux := http.NewServeMux()
	mux.Handle("/api/inngest", client.Serve())
	fmt.Printf("ready http://%s/api/inngest\n", listener.Addr())
	check(nil, http.Serve(listener, mux))
}
