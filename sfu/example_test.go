package sfu_test

import (
	"context"
	"fmt"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// A broadcast: one publishes, one watches. Browsers would do what the headless peers do here.
func Example() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	media, err := sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithLoopback(true))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = media.Close() }()
	hall := media.Stage("hall")

	ada, _ := sfutest.NewPublisher(func(ctx context.Context, offer string) (string, error) {
		leg, answer, err := media.Publish(ctx, sfu.PublishRequest{
			ID: "ada", Offer: offer, Grant: sfu.PublishGrant{Microphone: true, Camera: true},
		})
		if err == nil {
			hall.Add(leg)
		}
		return answer, err
	}, sfutest.WithWHIP(), sfutest.WithName("ada"), sfutest.WithLoopback())
	defer func() { _ = ada.Close() }()

	bob, _ := sfutest.NewViewer(func(ctx context.Context, offer string) (string, error) {
		_, answer, err := media.Watch(ctx, sfu.WatchRequest{ID: "bob", Offer: offer, Stage: hall})
		return answer, err
	}, sfutest.WithWHEP(), sfutest.WithLoopback())
	defer func() { _ = bob.Close() }()

	if ada.Connect(ctx) != nil || bob.Connect(ctx) != nil {
		return
	}
	for bob.Stats().Slots[1].Frames < 10 && ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println("bob sees", bob.Stats().Slots[1].Source)
	// Output: bob sees ada
}
